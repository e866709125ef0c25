import BridgeServer
import DaemonLog
import DeviceInventory
import Logging
import Testing
import ZirconObjects

@Suite("The log of denials")
struct DenialLogTests {
  private let records = Records()
  private let one = Peer(pid: 4711, uid: 1000, gid: 1000, started: 1)
  private let other = Peer(pid: 4712, uid: 1000, gid: 1000, started: 2)

  private func denied(_ device: String, by rule: String = "rule 1 (sim:*)") -> DeviceError {
    .denied(device, reason: rule)
  }

  @Test("tells each client's denial by each rule for each device once, and again when the rules are others")
  func once() {
    let log = DenialLog(EventLog(Logger(label: "denials") { [records] _ in records.handler }))
    for _ in 0..<3 {
      log.note(denied("sim:a"), "open a device", by: one)
      log.note(denied("sim:b"), "open a device", by: one)
      log.note(denied("sim:a", by: "rule 2 (*)"), "open a device", by: one)
      log.note(denied("sim:a"), "open a device", by: other)
    }
    let told = records.all
    #expect(
      told == [
        "client 4711 (uid 1000) cannot open a device: sim:a: not permitted by rule 1 (sim:*) of zirqd's configuration",
        "client 4711 (uid 1000) cannot open a device: sim:b: not permitted by rule 1 (sim:*) of zirqd's configuration",
        "client 4711 (uid 1000) cannot open a device: sim:a: not permitted by rule 2 (*) of zirqd's configuration",
        "client 4712 (uid 1000) cannot open a device: sim:a: not permitted by rule 1 (sim:*) of zirqd's configuration",
      ])
    log.forget()
    log.note(denied("sim:a"), "open a device", by: one)
    #expect(records.all == told + [told[0]])
  }

  /// What has been logged.
  private final class Records: Sendable {
    private let records = Guarded<[String]>([])

    var all: [String] { records.withLock { $0 } }

    var handler: any LogHandler { Handler(records: self) }

    private struct Handler: LogHandler {
      let records: Records
      var metadata: Logger.Metadata = [:]
      var logLevel = Logger.Level.trace

      subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
      }

      func log(event: LogEvent) { records.records.withLock { $0.append("\(event.message)") } }
    }
  }
}
