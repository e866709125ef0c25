import Logging

/// A record in the journal's own form: a line for each field. The values have no line's end in them, so that none needs
/// the other form. Source: systemd, docs/JOURNAL_NATIVE_PROTOCOL.md.
struct JournalRecord {
  private(set) var bytes: [UInt8] = []

  /// - Parameters:
  ///   - message: cleaned.
  ///   - fields: "client_pid" becomes ZIRQ_CLIENT_PID=, "event" the event's MESSAGE_ID=.
  init(priority: Int, message: String, fields: Logger.Metadata) {
    add("MESSAGE", message)
    add("PRIORITY", "\(priority)")
    add("SYSLOG_IDENTIFIER", "zirqd")
    for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
      if key == EventFields.event {
        if let event = DaemonEvent(rawValue: "\(value)") { add("MESSAGE_ID", event.messageID) }
      } else if let name = Self.name(of: key) {
        add(name, "\(value)".cleaned)
      }
    }
  }

  private mutating func add(_ name: String, _ value: String) { bytes += Array("\(name)=\(value)\n".utf8) }

  /// Nil for what is no name of a field: at most 64 capital letters, digits and underscores.
  /// Source: systemd, src/libsystemd/sd-journal/journal-file.c, journal_field_valid.
  static func name(of key: String) -> String? {
    let name = "ZIRQ_" + key.uppercased()
    let isValid =
      key.utf8.count > 0 && name.utf8.count <= 64
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: false
        }
      }
    return isValid ? name : nil
  }
}
