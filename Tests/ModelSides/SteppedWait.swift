import NaiveModel
import ZirconObjects

/// A wait without a thread: it notes how it ended.
final class SteppedWait: Waiter {
  private let reply = Guarded<Reply?>(nil)
  /// Where it waits. Set and read by the one thread that makes the steps.
  nonisolated(unsafe) var parked: ParkedWait?

  func wake(with packet: PortPacket) { end(.packet(Packet(packet))) }

  func wake(with status: Status, timestamp: Int64) {
    end(status == .ok ? .timestamp(timestamp) : .status(NaiveStatus(rawValue: status.rawValue)))
  }

  func wake(from wait: SignalWait) { end(Reply(wait)) }

  private func end(_ how: Reply) {
    reply.withLock { reply in
      precondition(reply == nil, "a waiter is woken once")
      reply = how
    }
  }

  /// How it ended; nil while it waits.
  func take() -> Reply? { reply.withLock { $0 } }

  /// Its deadline passes.
  func giveUp() {
    guard let parked, parked.cancel(self) else { return }
    let timedOut = NaiveStatus(rawValue: Status.timedOut.rawValue)
    if case .object(let wait) = parked { end(Reply(wait)) } else { end(.status(timedOut)) }
  }
}
