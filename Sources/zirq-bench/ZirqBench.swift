import ArgumentParser
import FoundationEssentials
import Glibc
import Zirq

/// The benchmark's command line, and the order of its measurements.
@main
struct ZirqBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "zirq-bench",
    abstract: "Measure what zirqd costs, against the plain way of reading the interrupt oneself.",
    discussion: """
      Starts a zirqd of its own with simulated devices. The two ways take turns, so that what else the machine does \
      weighs on both. Nothing is pinned, and where the scheduler puts two threads decides much of a wake-up: figures \
      that repeat better come from one processor, `taskset -c 1 zirq-bench`.
      """,
    subcommands: [CycleClient.self])

  @Option(help: ArgumentHelp("The daemon's program.", valueName: "path"))
  var zirqd = "zirqd"

  @Option(help: "Rounds of each latency.")
  var rounds = 4000

  @Flag(help: "Write one JSON document.")
  var json = false

  func validate() throws {
    if !(100...20_000).contains(rounds) { throw ValidationError("--rounds is a number from 100 to 20000") }
  }

  func run() throws {
    let machine = Machine()
    let daemon = try DaemonProcess(zirqd, configuration: Devices.configuration)
    let measured = Result { try measure(daemon) }
    try daemon.stop()
    let (comparisons, cycles) = try measured.get()
    let report = Report(
      comparisons: comparisons, cycles: cycles, systemCalls: countSystemCalls(), machine: machine)
    print(json ? try ZirqBench.encode(report) : report.text)
  }

  /// The simulated devices of the daemon.
  private enum Devices {
    static let pacedHz: UInt32 = 2000
    static let paced = "sim:paced"
    /// Fires whenever it is re-armed: its clock is faster than any cycle.
    static let busy = "sim:busy"
    /// The same where strace makes every cycle slow, so that the clock need not be as fast.
    static let traced = "sim:traced"

    /// Without the storm guard, which `busy` is a case for.
    static let configuration = """
      [Daemon]
      StormLimitHz=0
      [Simulated paced]
      Mode=level
      RateHz=\(pacedHz)
      [Simulated busy]
      Mode=level
      RateHz=50000
      [Simulated traced]
      Mode=level
      RateHz=4000

      """
  }

  /// How many times the ways take turns.
  private static let turns = 10

  private func measure(_ daemon: DaemonProcess) throws -> ([Report.Comparison], Report.Cycles) {
    try Connection.open(path: daemon.socket)
    var plain = PlainWay.Figures(delivery: Samples(capacity: rounds), rearm: Samples(capacity: rounds))
    var line = SimulatedLineWay.Figures(delivery: Samples(capacity: rounds), rearm: Samples(capacity: rounds))
    var virtual = Samples(capacity: rounds)
    let turn = Rounds(count: rounds / ZirqBench.turns, rateHz: Devices.pacedHz)
    let cyclesOfTurn = rounds / 2
    var plainTimes = Samples(capacity: ZirqBench.turns)
    var daemonTimes = Samples(capacity: ZirqBench.turns)
    for _ in 0..<ZirqBench.turns {
      try PlainWay.measure(turn, into: &plain)
      try VirtualInterruptWay.measure(turn, into: &virtual)
      try SimulatedLineWay.measure(turn, device: Devices.paced, into: &line)
      plainTimes.add(try BackToBack.plain(cycles: cyclesOfTurn))
      daemonTimes.add(try BackToBack.throughDaemon(cycles: cyclesOfTurn, device: Devices.busy))
    }
    let comparisons = [
      Report.Comparison(
        "trigger to packet",
        "a thread triggers a virtual interrupt, another gets the packet: two hops over a socket, where a device's "
          + "interrupt takes one read and one hop; plain: a thread writes an eventfd, another reads it",
        throughDaemon: virtual, plain: plain.delivery),
      Report.Comparison(
        "zirqd's read to packet",
        "what zirqd adds to the wake-up of a read: from the packet's timestamp, taken right after the daemon's read, "
          + "until zx_port_wait returns; plain: that wake-up itself",
        throughDaemon: line.delivery, plain: plain.delivery),
      Report.Comparison(
        "ack to re-armed",
        "zx_interrupt_ack from call to return, which is after the re-arming; plain: a write of 8 bytes",
        throughDaemon: line.rearm, plain: plain.rearm),
    ]
    let daemonHz = Double(cyclesOfTurn) * 1e9 / Double(daemonTimes.summary.p50)
    let plainHz = Double(cyclesOfTurn) * 1e9 / Double(plainTimes.summary.p50)
    return (
      comparisons,
      Report.Cycles(
        meaning: "a level line that fires in the call that re-arms it, packet, ack, and so on; plain: two threads "
          + "write to each other's eventfd; the median of \(ZirqBench.turns) turns",
        throughDaemonHz: daemonHz, plainHz: plainHz, ratio: plainHz / daemonHz)
    )
  }

  /// strace may be missing, or not be allowed: the other figures stand without it.
  private func countSystemCalls() -> SystemCalls.Figures? {
    do {
      return try SystemCalls.measure(
        zirqd: zirqd, configuration: Devices.configuration, device: Devices.traced, cycles: 1000)
    } catch {
      let message = Array("zirq-bench: system calls are not counted: \(error)\n".utf8)
      _ = write(STDERR_FILENO, message, message.count)
      return nil
    }
  }

  private static func encode(_ report: Report) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(report), as: UTF8.self)
  }
}
