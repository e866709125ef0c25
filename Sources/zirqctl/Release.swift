import ArgumentParser
import ControlInterface

struct Release: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Unmask a line that is held because it came too often.",
    discussion: "For administrators. Silence the device first: a line that is as busy as before is held again.")

  @Argument(help: "A device's name, or its node such as /dev/uio0.", completion: DeviceName.completion)
  var device: DeviceName

  @Option(help: "The vector to release.")
  var vector = 0

  @OptionGroup var options: SharedOptions

  func run() throws {
    try options.daemon.perform(.release, ReleaseParameters(device: device.text, vector: vector))
    if options.json { StandardOutput.writeLine("{}") }
  }
}
