import ArgumentParser
import Zirq

struct Watch: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print each interrupt of a device as it comes, until Ctrl-C.",
    discussion: """
      Takes the interrupt as an ordinary client, so no other client can have it meanwhile. Each line tells the time \
      (CLOCK_MONOTONIC, seconds), the gap since the line before, and how many interrupts were missed in between.

      Only the client that has bound an interrupt may acknowledge it. This tool acknowledges what it has bound itself \
      and nothing else, and it cannot silence the device: a level-triggered device that still asserts fires again at \
      once. Silence it first, or use --no-ack.
      """)

  @Argument(help: "A device's name, or its node such as /dev/uio0.", completion: DeviceName.completion)
  var device: DeviceName

  @Option(help: "The vector to watch.")
  var vector: UInt32 = 0

  @Option(help: "End after so many interrupts.")
  var count: Int?

  @Flag(help: "Acknowledge nothing: the first interrupt is shown, and no other comes.")
  var noAck = false

  @OptionGroup var waiting: WaitingOptions
  @OptionGroup var options: SharedOptions

  func validate() throws {
    if let count, count < 1 { throw ValidationError("--count is a number from 1 on") }
  }

  func run() throws {
    ControlC.endsQuietly()
    let interrupt = try BoundInterrupt(device, vector: vector, options)
    var previous: Instant?
    var missed: UInt64 = 0
    var left = count
    while left != 0 {
      let time = try interrupt.next(within: waiting.limit)
      let missedNow = try interrupt.missed()
      let gap = previous.map { time.nanoseconds - $0.nanoseconds }
      try InterruptRecord(
        device: device.text, vector: vector, timestamp: time.nanoseconds, gap: gap, missed: missedNow &- missed
      ).write(options)
      previous = time
      missed = missedNow
      left = left.map { $0 - 1 }
      if left == 0 { break }
      if noAck {
        StandardError.write("zirqctl: not acknowledged, so no other interrupt will come; Ctrl-C ends\n")
      } else {
        try interrupt.ack()
      }
    }
  }
}

/// How long to wait for an interrupt.
struct WaitingOptions: ParsableArguments {
  @Option(help: "Give up, with status 75, when no interrupt has come for so many seconds.")
  var timeout: Double?

  func validate() throws {
    // A hundred years are for ever, and can still be counted in nanoseconds.
    if let timeout, !(timeout >= 0 && timeout < 3e9) { throw ValidationError("--timeout is a number of seconds") }
  }

  var limit: Duration? { timeout.map { .seconds($0) } }
}
