import Logging
import ZirconObjects

/// What a record is about, beside its sentence: the journal's ZIRQ_DEVICE= and so on.
public struct EventFields: Sendable {
  /// The device's stable name.
  public var device: String?
  public var vector: UInt32?
  public var clientPID: Int32?
  public var clientUID: UInt32?
  /// The access rule that decided.
  public var rule: String?

  static let event = "event"

  public init(
    device: String? = nil, vector: UInt32? = nil, clientPID: Int32? = nil, clientUID: UInt32? = nil, rule: String? = nil
  ) {
    self.device = device
    self.vector = vector
    self.clientPID = clientPID
    self.clientUID = clientUID
    self.rule = rule
  }

  func metadata(of event: DaemonEvent) -> Logger.Metadata {
    var metadata: Logger.Metadata = [Self.event: "\(event.rawValue)"]
    metadata["device"] = device.map { "\($0)" }
    metadata["vector"] = vector.map { "\($0)" }
    metadata["client_pid"] = clientPID.map { "\($0)" }
    metadata["client_uid"] = clientUID.map { "\($0)" }
    metadata["rule"] = rule.map { "\($0)" }
    return metadata
  }
}

/// The log of events, and their numbers. Neither clients nor devices can fill it: of each event so many records are
/// written in a stretch of time, and how many were not is told in a later one. Thread-safe; not for an interrupt's way.
public final class EventLog: Sendable {
  /// Of one event in one stretch.
  static let records = 20
  static let stretch = Duration.seconds(10)

  /// For what is no event: it has no bounds.
  public let logger: Logger
  private let now: @Sendable () -> ContinuousClock.Instant
  private let tallies = Guarded<[DaemonEvent: Tally]>([:])

  private struct Tally {
    var start: ContinuousClock.Instant
    var count: UInt64 = 0
    var written = 0
    var unwritten: UInt64 = 0
    var unwrittenBefore: UInt64 = 0
  }

  public convenience init(_ logger: Logger) { self.init(logger) { .now } }

  init(_ logger: Logger, now: @escaping @Sendable () -> ContinuousClock.Instant) {
    self.logger = logger
    self.now = now
  }

  /// - Parameter message: a sentence for the operator; not asked for when nobody will read it.
  public func write(
    _ event: DaemonEvent, about fields: EventFields = EventFields(), _ message: @autoclosure () -> Logger.Message
  ) {
    let now = now()
    let (mayWrite, unwritten) = tallies.withLock { tallies in
      var tally = tallies[event] ?? Tally(start: now)
      defer { tallies[event] = tally }
      tally.count += 1
      var unwritten: UInt64 = 0
      if now - tally.start > Self.stretch {
        unwritten = tally.unwritten - tally.unwrittenBefore
        tally.start = now
        tally.written = 0
        tally.unwrittenBefore = tally.unwritten
      }
      guard tally.written < Self.records else {
        tally.unwritten += 1
        return (false, unwritten)
      }
      tally.written += 1
      return (true, unwritten)
    }
    if unwritten > 0 {
      logger.log(
        level: event.level, "\(unwritten) more records of \(event.rawValue) were not written",
        metadata: EventFields().metadata(of: event))
    }
    if mayWrite { logger.log(level: event.level, message(), metadata: fields.metadata(of: event)) }
  }

  /// Counts an event of which a record has been written before.
  public func count(_ event: DaemonEvent) {
    let now = now()
    tallies.withLock { $0[event, default: Tally(start: now)].count += 1 }
  }

  /// How often an event has happened, whether it was written or not.
  public func count(of event: DaemonEvent) -> UInt64 { tallies.withLock { $0[event]?.count ?? 0 } }

  /// Records that were not written, of all events.
  public var unwritten: UInt64 { tallies.withLock { $0.values.reduce(0) { $0 + $1.unwritten } } }
}
