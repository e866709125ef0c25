import ControlInterface
import Foundation
import TestDaemon
import Testing

/// `docs/zirqctl-list.schema.json`, which tells scripts what `zirqctl list --json` writes.
@Suite struct ListSchema {
  private func check(_ document: Data) throws -> (status: Int32, output: String) {
    try VirtualEnvironment.run(
      "schema_check.py", [VirtualEnvironment.root + "/docs/zirqctl-list.schema.json"], input: document)
  }

  private func list(_ controlSocket: String) throws -> Data {
    let process = Process()
    let output = Pipe()
    process.executableURL = Bundle.main.bundleURL.appending(path: "zirqctl")
    process.arguments = ["list", "--json", "--control-socket", controlSocket]
    process.standardOutput = output
    try process.run()
    let said = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return said
  }

  @Test func whatTheToolWritesOfARealDaemonFits() throws {
    let daemon = try TestDaemon(
      """
      [Simulated pulse]
      Mode=edge
      Vectors=3

      [Simulated wire]
      Mode=level
      """)
    let document = try list(daemon.controlSocket)
    let names = try VarlinkJSON.decode(DevicesReply.self, from: Array(document)).devices.map(\.name)
    #expect(names.contains("sim:pulse") && names.contains("sim:wire"))
    let (status, said) = try check(document)
    #expect(status == 0, "\(said)")
  }

  /// Those with hardware behind them, with every field there is.
  @Test func whatTheToolWritesOfUIOAndVFIODevicesFits() throws {
    let socket = try ControlSocket()
    let document = try list(socket.path)
    for field in ["iommu_group", "driverctl", "driver_override", "held", "interrupt_counts", "uio_name", "irq"] {
      #expect(String(decoding: document, as: UTF8.self).contains("\"\(field)\":"))
    }
    let (status, said) = try check(document)
    #expect(status == 0, "\(said)")
  }

  @Test(
    arguments: [
      ("a field that nobody declared", { $0["color"] = "red" }),
      ("no name", { $0["name"] = nil }),
      ("a kind that there is not", { $0["kind"] = "usb" }),
      ("a number for a text", { $0["driver"] = 7 }),
      ("a text for a number", { $0["vectors"] = "2" }),
      ("fewer than no vectors", { $0["vectors"] = -1 }),
      ("a count beyond 32 bits", { $0["events"] = 4_294_967_296 }),
      ("a life before the first", { $0["generation"] = 0 }),
      ("a re-arm that there is not", { $0["rearm"] = "hope" }),
      ("an interrupt that there is not", { $0["interrupts"] = "smoke" }),
      ("null for what is missing", { $0["node"] = NSNull() }),
      ("a line without a vector", { $0["lines"] = [["open": true]] }),
    ] as [(String, @Sendable (inout [String: Any]) -> Void)])
  func whatDoesNotFitIsRefused(flaw: String, spoil: @Sendable (inout [String: Any]) -> Void) throws {
    let good = Data(try VarlinkJSON.encode(DevicesReply(devices: [FakeDaemon.vfio])))
    #expect(try check(good).status == 0)
    var document = try #require(JSONSerialization.jsonObject(with: good) as? [String: Any])
    var devices = try #require(document["devices"] as? [[String: Any]])
    spoil(&devices[0])
    document["devices"] = devices
    let (status, said) = try check(JSONSerialization.data(withJSONObject: document))
    #expect(status == 1, "\(flaw) went through: \(said)")
  }
}
