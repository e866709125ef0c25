import ArgumentParser
import Zirq

struct Wait: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Wait for one interrupt of a device and print when it came.",
    discussion: """
      The time is CLOCK_MONOTONIC, seconds. The interrupt is not acknowledged; a level-triggered line stays masked \
      until a client takes it again.
      """)

  @Argument(help: "A device's name, or its node such as /dev/uio0.", completion: DeviceName.completion)
  var device: DeviceName

  @Option(help: "The vector to wait for.")
  var vector: UInt32 = 0

  @OptionGroup var waiting: WaitingOptions
  @OptionGroup var options: SharedOptions

  func run() throws {
    ControlC.endsQuietly()
    let interrupt = try BoundInterrupt(device, vector: vector, options)
    let time = try interrupt.next(within: waiting.limit)
    try InterruptRecord(
      device: device.text, vector: vector, timestamp: time.nanoseconds, gap: nil, missed: try interrupt.missed()
    ).write(options)
  }
}
