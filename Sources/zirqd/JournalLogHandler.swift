import Glibc
import Logging
import ZirconObjects

/// Logs to standard error: for a person with the level's name, for systemd's journal with the level's number in front,
/// which the journal takes off again. Source: sd-daemon(3), SD_ERR and its kind.
struct JournalLogHandler: LogHandler {
  /// The level of all loggers; it can be changed while the daemon runs.
  private static let level = Guarded(Logger.Level.info)

  static func setLevel(_ level: Logger.Level) { self.level.withLock { $0 = level } }

  static var currentLevel: Logger.Level { level.withLock { $0 } }

  var metadata: Logger.Metadata = [:]

  var logLevel: Logger.Level {
    get { JournalLogHandler.currentLevel }
    set { JournalLogHandler.setLevel(newValue) }
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let text = "\(event.message)"
    // One record is one line, and no terminal's command, whatever a client's name or a device's may hold.
    var line = ""
    for scalar in text.unicodeScalars {
      line.unicodeScalars.append(scalar.properties.generalCategory == .control ? "?" : scalar)
    }
    StandardError.write(
      JournalLogHandler.isJournal ? "<\(event.level.priority)>\(line)\n" : "zirqd: \(event.level): \(line)\n")
  }

  /// Whether standard error is the journal's socket. Source: systemd.exec(5), $JOURNAL_STREAM.
  private static let isJournal: Bool = {
    guard let stream = getenv("JOURNAL_STREAM").map({ String(cString: $0) }) else { return false }
    var status = stat()
    guard fstat(STDERR_FILENO, &status) == 0 else { return false }
    return stream == "\(status.st_dev):\(status.st_ino)"
  }()
}

extension Logger.Level {
  /// Source: syslog(3).
  fileprivate var priority: Int {
    switch self {
    case .trace, .debug: 7
    case .info: 6
    case .notice: 5
    case .warning: 4
    case .error: 3
    case .critical: 2
    }
  }
}
