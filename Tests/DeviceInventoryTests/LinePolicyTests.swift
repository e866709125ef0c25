import InterruptLines
import SystemPackage
import Testing

@testable import DeviceInventory

@Suite("How the lines of a device are run")
struct LinePolicyTests {
  @Test("is what the first rule says that matches and says something, for each setting by itself, and else the default")
  func rules() throws {
    var first = LinePolicy.Rule(pattern: "pci:0000:03:*")
    first.realtimePriority = 30
    var second = LinePolicy.Rule(pattern: "pci:*")
    second.realtimePriority = 20
    second.schedulingPolicy = .roundRobin
    second.interruptProcessors = try ProcessorSet(parsing: "1")
    let processors = try ProcessorSet(parsing: "0")
    let policy = LinePolicy(
      rules: [first, second],
      byDefault: LineSettings(scheduling: Scheduling(priority: 40), processors: processors))

    let both = policy.settings(for: DeviceTraits(names: ["pci:0000:03:00.0"]))
    #expect(both.scheduling == Scheduling(policy: .roundRobin, priority: 30))
    #expect(both.processors == processors)
    #expect(both.interruptProcessors == second.interruptProcessors)
    #expect(
      policy.settings(for: DeviceTraits(names: ["pci:0000:04:00.0"])).scheduling
        == Scheduling(policy: .roundRobin, priority: 20))
    #expect(
      policy.settings(for: DeviceTraits(names: ["sim:button"])).scheduling == Scheduling(policy: .fifo, priority: 40))
  }

  @Test("may lack what the system refuses: each is told once, and is among the warnings from then on")
  func degradations() {
    let degradations = Degradations()
    let refused = { (number: Int) in LineError(device: "sim:\(number)", step: .prioritize, errno: .notPermitted) }
    #expect(degradations.isNews(refused(1)))
    #expect(!degradations.isNews(refused(2)))
    #expect(degradations.isNews(LineError(device: "sim:1", step: .placeInterrupt(irq: 9), errno: .permissionDenied)))
    #expect(!degradations.isNews(LineError(device: "sim:1", step: .placeInterrupt(irq: 8), errno: .permissionDenied)))
    #expect(degradations.all.count == 2)
    #expect(degradations.all.allSatisfy { $0.hasPrefix("sim:1: ") })
    // What ends a line is told of every line.
    let gone = LineError(device: "sim:1", step: .wait, errno: .ioError)
    #expect(degradations.isNews(gone) && degradations.isNews(gone))
  }
}
