import Glibc

/// The system calls of one cycle, counted with strace in the daemon and in a client that is a process of its own.
///
/// Both are run twice, the second time for more cycles: what the cycles between have cost is the difference, and what
/// starting and stopping cost is in neither.
enum SystemCalls {
  struct Figures: Encodable {
    /// Calls of each name in a cycle.
    var daemon: [String: Double]
    var client: [String: Double]
  }

  static func measure(zirqd: String, configuration: String, device: String, cycles: Int) throws -> Figures {
    let few = try run(zirqd, configuration, device, cycles: cycles)
    let many = try run(zirqd, configuration, device, cycles: 3 * cycles)
    return Figures(
      daemon: perCycle(few.daemon, many.daemon, between: 2 * cycles),
      client: perCycle(few.client, many.client, between: 2 * cycles))
  }

  private static func run(
    _ zirqd: String, _ configuration: String, _ device: String, cycles: Int
  ) throws -> (daemon: SystemCallCounts, client: SystemCallCounts) {
    let daemon = try DaemonProcess(zirqd, configuration: configuration, isTraced: true)
    let client = Result { try runClient(of: daemon, device, cycles: cycles) }
    guard let counts = try daemon.stop() else { throw BenchError("the daemon's system calls were not counted") }
    return (counts, try client.get())
  }

  private static func runClient(
    of daemon: DaemonProcess, _ device: String, cycles: Int
  ) throws -> SystemCallCounts {
    let client = try ChildProcess(
      SystemCallTrace.command + [
        "/proc/\(getpid())/exe", CycleClient.name, "--socket", daemon.socket, "--device", device,
        "--cycles", "\(cycles)",
      ])
    let trace = try SystemCallTrace(of: client)
    let status = client.wait()
    let counts = trace.counts()
    guard status == 0 else { throw BenchError("the counted client ended with status \(status)") }
    return counts
  }

  private static func perCycle(
    _ few: SystemCallCounts, _ many: SystemCallCounts, between cycles: Int
  ) -> [String: Double] {
    many.reduce(into: [:]) { rates, call in
      let rate = Double(call.value - few[call.key, default: 0]) / Double(cycles)
      // Once in hundreds of cycles is chance.
      if rate >= 0.005 { rates[call.key] = rate }
    }
  }
}
