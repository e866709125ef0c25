import Testing

@testable import InterruptLines

@Suite("The kind of interrupts that a VFIO device uses")
struct VFIOInterruptsTests {
  @Test(
    "is the best that it has, unless the operator asks for another",
    arguments: [
      ([.intx: 1, .msi: 1, .msix: 5], nil, .msix),
      ([.intx: 1, .msi: 4, .msix: 0], nil, .msi),
      ([.intx: 1, .msi: 0, .msix: 0], nil, .intx),
      ([.intx: 1, .msi: 1, .msix: 5], .intx, .intx),
      ([.intx: 1, .msi: 1, .msix: 5], .msi, .msi),
      // Its flags may say that it can have them, but it has none.
      ([.intx: 1, .msi: 1, .msix: 0], .msix, nil),
      ([.intx: 0, .msi: 0, .msix: 0], nil, nil),
      ([.intx: 0, .msi: 0, .msix: 0], .intx, nil),
      // What is chosen for PCI says nothing about a device that is not on it.
      ([.platform: 3], .msix, .platform),
      ([.platform: 0], nil, nil),
    ] as [([InterruptKind: UInt32], InterruptKind?, InterruptKind?)])
  func choice(_ counts: [InterruptKind: UInt32], _ asked: InterruptKind?, _ kind: InterruptKind?) {
    #expect(VFIOInterrupts(counts: counts, asked: asked).kind == kind)
  }

  @Test("is counted only where there are any")
  func counts() {
    #expect(VFIOInterrupts(counts: [.intx: 1, .msi: 1, .msix: 0], asked: nil).counts == [.intx: 1, .msi: 1])
  }

  @Test("decides which are level-triggered; a platform device's are as the kernel says")
  func levels() {
    #expect(VFIOInterrupts(counts: [.intx: 1], asked: nil).isLevel(0))
    #expect(!VFIOInterrupts(counts: [.intx: 1, .msi: 1], asked: nil).isLevel(0))
    #expect(!VFIOInterrupts(counts: [.msix: 2], asked: nil).isLevel(1))
    let platform = VFIOInterrupts(counts: [.platform: 3], asked: nil, levelTriggered: [1])
    #expect((0..<3).map { platform.isLevel($0) } == [false, true, false])
  }

  @Test("names its handler in /proc/interrupts")
  func handlers() {
    let slot = "0000:00:06.0"
    func name(_ counts: [InterruptKind: UInt32]) -> String? {
      VFIOInterrupts(counts: counts, asked: nil).handler(of: 1, slot: slot)
    }
    #expect(name([.intx: 1]) == "vfio-intx(0000:00:06.0)")
    #expect(name([.msi: 2]) == "vfio-msi[1](0000:00:06.0)")
    #expect(name([.msix: 2]) == "vfio-msix[1](0000:00:06.0)")
    #expect(name([.platform: 2]) == nil)
  }
}
