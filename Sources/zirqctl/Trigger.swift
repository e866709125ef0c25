import ArgumentParser
import ControlInterface

struct Trigger: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fire a simulated device, an open vector of a VFIO device, or a client's virtual interrupt.",
    discussion: """
      zirqctl clients shows the virtual interrupts there are. A vector of a VFIO device must be open: the kernel then \
      fires it as the hardware would.

      Administrators may fire any; others the devices that zirqd's configuration gives them, under VFIO only vectors that \
      a process of their own has open, and the virtual interrupts of their own processes.
      """)

  @Argument(help: "sim:NAME, the name of a VFIO device, or virtual:KOID.", completion: DeviceName.completion)
  var device: DeviceName

  @Option(help: "The vector to fire.")
  var vector = 0

  @Option(help: ArgumentHelp("How many times, up to \(TriggerParameters.counts.upperBound)."))
  var count = 1

  @OptionGroup var options: SharedOptions

  func validate() throws {
    let counts = TriggerParameters.counts
    if !counts.contains(count) {
      throw ValidationError("--count is a number from \(counts.lowerBound) to \(counts.upperBound)")
    }
  }

  func run() throws {
    try options.daemon.perform(.trigger, TriggerParameters(device: device.text, vector: vector, count: count))
    if options.json { StandardOutput.writeLine("{}") }
  }
}
