import Logging
import ZirconObjects

/// The log of what clients cause. They cannot fill it: in each stretch of time so many messages are written, and the
/// number of the others is told in the next stretch.
final class ClientLog: Sendable {
  private static let stretch = Duration.seconds(10)
  private static let messages = 20

  private let logger: Logger
  private let state = Guarded(State())

  private struct State {
    var start = ContinuousClock.now
    var written = 0
    var dropped = 0
  }

  init(_ logger: Logger) {
    self.logger = logger
  }

  func notice(_ message: @autoclosure () -> Logger.Message) { write(.notice, message) }

  func warning(_ message: @autoclosure () -> Logger.Message) { write(.warning, message) }

  private func write(_ level: Logger.Level, _ message: () -> Logger.Message) {
    let now = ContinuousClock.now
    let (mayWrite, dropped) = state.withLock { state in
      var dropped = 0
      if now - state.start > ClientLog.stretch {
        dropped = state.dropped
        state = State(start: now)
      }
      guard state.written < ClientLog.messages else {
        state.dropped += 1
        return (false, dropped)
      }
      state.written += 1
      return (true, dropped)
    }
    if dropped > 0 { logger.warning("\(dropped) more messages about clients were not written") }
    if mayWrite { logger.log(level: level, message()) }
  }
}
