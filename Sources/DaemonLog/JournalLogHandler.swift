import Glibc
import Logging
import Synchronization
import ZirconObjects

/// Logs to systemd's journal with fields, where standard error is the journal; elsewhere to standard error, a line for
/// each record, with the level's name for a person. Never waits: what nobody takes at once is dropped and counted.
public struct JournalLogHandler: LogHandler {
  /// The level of all loggers; it can be changed while the daemon runs.
  private static let level = Guarded(Logger.Level.info)

  public static func setLevel(_ level: Logger.Level) { self.level.withLock { $0 = level } }

  public static var currentLevel: Logger.Level { level.withLock { $0 } }

  private static let droppedRecords = Atomic<UInt64>(0)

  /// Records that neither the journal nor standard error has taken.
  public static var dropped: UInt64 { droppedRecords.load(ordering: .relaxed) }

  public var metadata: Logger.Metadata = [:]

  /// Nil where standard error is not the journal's.
  private let journal: JournalSocket?
  private let lines: LineStream

  public init() {
    self.init(
      journal: JournalSocket.isBehind(STDERR_FILENO, stream: getenv("JOURNAL_STREAM").map { String(cString: $0) })
        ? .system : nil,
      lines: .standardError)
  }

  init(journal: JournalSocket?, lines: LineStream) {
    self.journal = journal
    self.lines = lines
  }

  public var logLevel: Logger.Level {
    get { JournalLogHandler.currentLevel }
    set { JournalLogHandler.setLevel(newValue) }
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    let message = event.message.description.cleaned
    if let journal {
      let fields = metadata.merging(event.metadata ?? [:]) { $1 }
      if journal.send(JournalRecord(priority: event.level.priority, message: message, fields: fields)) { return }
      // The journal takes the level off the line again. Source: sd-daemon(3), SD_ERR and its kind.
      if lines.write("<\(event.level.priority)>\(message)\n") { return }
    } else {
      if lines.write("zirqd: \(event.level): \(message)\n") { return }
    }
    JournalLogHandler.droppedRecords.wrappingAdd(1, ordering: .relaxed)
  }
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

extension String {
  /// One line and no terminal's command, whatever a client's name or a device's may hold, and no more than a pipe takes
  /// in one piece.
  var cleaned: String {
    var cleaned = ""
    var length = 0
    for scalar in unicodeScalars {
      length += UTF8.width(scalar)
      guard length <= LineStream.longestText else { break }
      let isControl =
        switch scalar.properties.generalCategory {
        // Separators of lines and of paragraphs, and what reverses the direction of writing, are no control characters.
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
      cleaned.unicodeScalars.append(isControl ? "?" : scalar)
    }
    return cleaned
  }
}
