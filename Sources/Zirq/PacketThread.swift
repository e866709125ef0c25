import CZircon
import Glibc
import Synchronization

/// A thread that takes packets from a port, each when it is asked for one.
///
/// Consumer and thread take turns. In the consumer's turn the thread sleeps; asking hands the turn to the thread, which
/// takes one packet, answers and hands the turn back. So a packet is taken only for somebody who waits for it.
final class PacketThread: Sendable {
  typealias Answer = Result<PortPacket?, Status>

  private enum Turn: UInt8, AtomicRepresentable {
    case consumer
    case thread
    /// Nobody's, for good: the thread returns.
    case ended
  }

  private let port: SharedPort
  private let turn = Atomic<Turn>(.consumer)
  /// Posted when the turn leaves the consumer.
  private let asked: Semaphore
  /// Raised when a packet is no longer wanted.
  private let stop: StopDescriptor
  /// Who waits for the answer. Safe: the consumer writes it in its turn, before it hands the turn over, and the thread
  /// reads it in its own, before it hands it back; the turn is handed on by releasing stores and taken by acquiring loads.
  nonisolated(unsafe) private var consumer: UnsafeContinuation<Answer, Never>?

  private init(_ port: SharedPort) throws(Status) {
    self.port = port
    asked = try Semaphore()
    stop = try StopDescriptor()
  }

  /// Starts the thread, which lives until ``end()``.
  ///
  /// - Throws: `Status.noResources` when the process can have no further thread or file descriptor.
  static func start(_ port: SharedPort) throws(Status) -> PacketThread {
    let made = try PacketThread(port)
    try DetachedThread.start(named: "zirq-packets") { made.run() }
    return made
  }

  /// Asks for a packet. The answer is nil once this has ended. Two who ask at once are a mistake in the program.
  func ask(_ continuation: UnsafeContinuation<Answer, Never>) {
    switch turn.load(ordering: .acquiring) {
    case .consumer:
      consumer = continuation
      if turn.compareExchange(expected: .consumer, desired: .thread, ordering: .acquiringAndReleasing).exchanged {
        asked.post()
        return
      }
    case .thread:
      // As AsyncStream's. An answer of nil would look like a cancellation.
      fatalError("PortPackets.Iterator: next() is called while another task awaits it; give each task its own iterator")
    case .ended: break
    }
    continuation.resume(returning: .success(nil))
  }

  /// Ends the thread. Whoever has asked is answered at once: with a packet if one was taken in that moment, else nil.
  func end() {
    // Raised first: a thread that takes its turn now finds it.
    stop.raise()
    let (isEnded, _) = turn.compareExchange(expected: .consumer, desired: .ended, ordering: .acquiringAndReleasing)
    if isEnded { asked.post() }
  }

  private func run() {
    while true {
      asked.wait()
      guard turn.load(ordering: .acquiring) == .thread else { return }
      let answer = take()
      let consumer = consumer
      if case .success(.some) = answer {
        turn.store(.consumer, ordering: .releasing)
        consumer?.resume(returning: answer)
      } else {
        turn.store(.ended, ordering: .releasing)
        consumer?.resume(returning: answer)
        return
      }
    }
  }

  /// Waits until there is a packet or ``end()`` was called; a packet that is there wins.
  private func take() -> Answer {
    do throws(Status) {
      let handle = port.port.handle.rawValue
      return .success(
        try PortPacket.taken { zirq_port_wait(handle, ZX_TIME_INFINITE, stop.descriptor, $0) })
    } catch {
      return error == .stop ? .success(nil) : .failure(error)
    }
  }
}
