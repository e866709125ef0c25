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

  /// A field of a device, and what stands there instead as JSON; nil for nothing.
  @Test(
    arguments: [
      ("color", #""red""#), ("name", nil), ("name", #""edu""#), ("kind", #""usb""#), ("driver", "7"),
      ("vectors", #""2""#),
      ("vectors", "-1"), ("events", "4294967296"), ("generation", "0"), ("removing", nil), ("rearm", #""hope""#),
      ("interrupts", #""smoke""#), ("interrupt_counts", #"[{"kind":"msi"}]"#), ("node", "null"),
      ("lines", #"[{"vector":0,"open":true}]"#), ("pci_id", #""1234""#), ("timestamps", #""sundial""#),
    ] as [(String, String?)])
  func whatDoesNotFitIsRefused(field: String, value: String?) throws {
    let good = Data(try VarlinkJSON.encode(DevicesReply(devices: [FakeDaemon.vfio])))
    var document = try #require(JSONSerialization.jsonObject(with: good) as? [String: Any])
    var devices = try #require(document["devices"] as? [[String: Any]])
    devices[0][field] = try value.map {
      try JSONSerialization.jsonObject(with: Data($0.utf8), options: .fragmentsAllowed)
    }
    document["devices"] = devices
    let (status, said) = try check(JSONSerialization.data(withJSONObject: document))
    #expect(status == 1, "\(field) went through: \(said)")
    #expect(said.contains("$.devices[0]"), "\(said)")
  }
}
