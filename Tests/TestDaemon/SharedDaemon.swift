import CZircon

/// The one daemon that this process is itself a client of. libzirq's session is the whole process's, so every suite that
/// calls the library here shares this daemon, and none may stop it or call zirq_connect() again.
///
/// Suites run at the same time, and a vector has one owner: each test target has simulated devices of its own. Of each
/// `family`, "FAMILY-edge" and "FAMILY-level" have one vector, "FAMILY-bank" (edge) and "FAMILY-levels" have 8.
public enum SharedDaemon {
  /// It runs, and this process is connected to it.
  public static let connected: TestDaemon = {
    do {
      let daemon = try TestDaemon(configuration)
      let status = zirq_connect(daemon.socket)
      guard status == ZX_OK else { fatalError("zirq_connect: \(String(cString: zirq_error()))") }
      return daemon
    } catch {
      fatalError("\(error)")
    }
  }()

  private static let families = ["swift", "conformance", "model"]

  private static let configuration =
    """
    [Limits]
    Channels=4096
    ChannelsPerClient=1024
    HandlesPerClient=65536
    PortsPerClient=16384
    PacketsPerClient=1000000

    [Simulated level]
    Mode=level
    [Simulated edge]
    Mode=edge
    [Simulated bank]
    Mode=edge
    Vectors=4
    [Simulated clock]
    Mode=edge
    RateHz=200
    [Simulated held]
    Mode=level
    [Simulated threads]
    Mode=edge
    [Simulated storm]
    Mode=edge
    [Line sim:storm]
    StormLimitHz=20
    [Simulated secret]
    Mode=edge
    [Device sim:secret]
    Allow=nobody
    [Simulated conformance-registers]
    Mode=edge
    Registers=16K
    [Simulated conformance-mistaken]
    Mode=edge
    Vectors=4

    """
    + families.map { family in
      """
      [Simulated \(family)-edge]
      Mode=edge
      [Simulated \(family)-level]
      Mode=level
      [Simulated \(family)-bank]
      Mode=edge
      Vectors=8
      [Simulated \(family)-levels]
      Mode=level
      Vectors=8

      """
    }.joined()
}
