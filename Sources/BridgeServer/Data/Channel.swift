import CLinuxInterrupt
import CWire
import DeviceInventory
import Glibc
import InterruptLines
import Synchronization
import SystemPackage
import ZirconObjects

/// One connection of a client, which stands for one thread of it. It has a thread here that reads its requests, and it
/// is the waiter of that client's thread when it blocks.
///
/// A reply is written by whichever thread ends the call: the channel's own, or for a parked wait the one that wakes it,
/// a line's thread among them. Frames go out whole and without waiting, so two threads never mix theirs, and a client
/// that leaves its replies unread is cut off instead of holding anybody up.
final class Channel: Waiter {
  /// Closed when the last thread that may write to it has let go.
  private let socket: OwnedDescriptor
  /// The operation of the parked wait: set before the wait is parked, set to 0 by whoever ends it before the reply goes
  /// out.
  private let parkedOperation = Atomic<UInt32>(0)
  /// Why a reply could not be sent; 0 while all could.
  private let sendError = Atomic<Int32>(0)

  init(_ socket: consuming OwnedDescriptor) {
    self.socket = socket
    // A client that keeps to its turn has one reply unread at most.
    _ = zirq_send_buffer_least(self.socket.rawValue)
  }

  // MARK: Waiter

  func wake(with packet: PortPacket) {
    parkedOperation.store(0, ordering: .releasing)
    var reply = zirq_wire_reply_t(op: ZIRQ_OP_PORT_WAIT, status: packet.waitStatus)
    reply.payload.packet = zirq_wire_packet_t(packet)
    send(&reply)
  }

  func wake(with status: Status, timestamp: Int64) {
    parkedOperation.store(0, ordering: .releasing)
    var reply = zirq_wire_reply_t(op: ZIRQ_OP_INTERRUPT_WAIT, status: status)
    reply.payload.timestamp = timestamp
    send(&reply)
  }

  func wake(from wait: SignalWait) {
    var reply = zirq_wire_reply_t(op: parkedOperation.exchange(0, ordering: .acquiringAndReleasing), status: .ok)
    reply.store(wait)
    send(&reply)
  }

  /// Makes a call that may park this channel.
  func park(
    _ operation: UInt32, _ call: (Channel) throws(Status) -> ParkedWait?
  ) throws(Status) -> Calls.Answer {
    parkedOperation.store(operation, ordering: .relaxed)
    do throws(Status) {
      if let wait = try call(self) { return .parked(wait) }
    } catch {
      parkedOperation.store(0, ordering: .relaxed)
      throw error
    }
    parkedOperation.store(0, ordering: .relaxed)
    return .reply
  }

  // MARK: The channel's thread

  /// Who is at the other end.
  func peer() throws(Errno) -> Peer { try Peer(socket: socket.rawValue) }

  /// Answers whatever HELLO comes with a status.
  func refuse(_ status: Status) {
    var reply = zirq_wire_reply_t(op: ZIRQ_OP_HELLO, status: status)
    reply.payload.hello.version = ZIRQ_WIRE_VERSION
    send(&reply)
  }

  /// Why a channel has ended.
  enum End: CustomStringConvertible {
    /// The client has closed it, or the daemon stops.
    case closed
    /// The client broke the rules of the wire.
    case malformed(String)
    /// The client leaves its replies in the socket.
    case unread
    case failed(Errno)

    var description: String {
      switch self {
      case .closed: "closed"
      case .malformed(let why): why
      case .unread: "it does not read its replies"
      case .failed(let errno): "\(errno)"
      }
    }
  }

  /// Ends the channel soon, from any thread.
  func shutDown() {
    shutdown(socket.rawValue, Int32(SHUT_RDWR))
  }

  /// Answers the first frame.
  ///
  /// - Parameter patience: ns to wait for it.
  /// - Returns: the channel's session, and whether it is its first channel.
  func hello(
    peer: Peer, sessions: Sessions, patience: Int64
  ) -> Result<(session: Session, isNew: Bool), HelloError> {
    var request = zirq_wire_request_t()
    if let end = receive(&request, within: patience) { return .failure(HelloError(end)) }
    guard request.op == ZIRQ_OP_HELLO else {
      return .failure(HelloError(.malformed("the first frame is no HELLO but operation \(request.op)")))
    }
    var reply = zirq_wire_reply_t(op: ZIRQ_OP_HELLO, status: .ok)
    reply.payload.hello.version = ZIRQ_WIRE_VERSION
    do throws(Status) {
      guard request.options == ZIRQ_WIRE_VERSION else { throw .protocolNotSupported }
      let token = Session.Token(request.payload.hello)
      let session = try token.isZero ? sessions.open(for: peer) : sessions.join(token, peer: peer)
      session.token.store(in: &reply.payload.hello)
      send(&reply)
      return .success((session, token.isZero))
    } catch {
      reply.status = error.rawValue
      send(&reply)
      return .failure(HelloError(.closed, refused: error))
    }
  }

  struct HelloError: Error {
    let end: End
    let refused: Status?

    init(_ end: End, refused: Status? = nil) {
      self.end = end
      self.refused = refused
    }
  }

  /// Serves requests until the channel ends. No wait of it is parked then.
  func serve(_ calls: Calls) -> End {
    var turn = Turn()
    return turn.refusal.collect {
      while true { if let end = serveNext(calls, &turn) { return end } }
    }
  }

  /// What a channel keeps from one request to the next.
  struct Turn {
    fileprivate var request = zirq_wire_request_t()
    fileprivate var parked: ParkedWait?
    fileprivate var waits = ObjectWaitFrames()
    /// To be installed on the channel's thread.
    let refusal = Refusal(limit: Int(ZIRQ_WIRE_REASON_SIZE) - 1)
  }

  /// Waits for one request and serves it.
  ///
  /// - Returns: why the channel has ended, if it has; no wait of it is parked then.
  func serveNext(_ calls: Calls, _ turn: inout Turn) -> End? {
    if let end = receive(&turn.request) {
      _ = turn.parked?.cancel(self)
      return end
    }
    if turn.request.op == ZIRQ_OP_CANCEL {
      if let wait = turn.parked, wait.cancel(self) {
        let operation = parkedOperation.exchange(0, ordering: .relaxed)
        var reply = zirq_wire_reply_t(op: operation, status: .timedOut)
        if case .object(let signals) = wait { reply.store(signals) }
        send(&reply)
      }
      turn.parked = nil
      return nil
    }
    if parkedOperation.load(ordering: .acquiring) != 0 {
      _ = turn.parked?.cancel(self)
      return .malformed("operation \(turn.request.op) came while a wait was parked")
    }
    turn.parked = nil
    var reply = zirq_wire_reply_t(op: turn.request.op, status: .ok)
    if turn.request.op == ZIRQ_OP_REASON {
      reply.store(turn.refusal.sentence ?? "", from: turn.request.options)
      send(&reply)
      return nil
    }
    turn.refusal.clear()
    switch calls.answer(turn.request, &reply, &turn.waits, waiter: self) {
    case .reply:
      send(&reply)
    case .replyWithDescriptor(let passed):
      send(&reply, passing: passed)
    case .parked(let wait):
      turn.parked = wait
    case .malformed(let why):
      return .malformed(why)
    }
    return nil
  }

  /// - Parameter patience: ns to wait for all of it; nil for ever.
  /// - Returns: nil when a whole frame has come.
  private func receive(_ request: inout zirq_wire_request_t, within patience: Int64? = nil) -> End? {
    let size = MemoryLayout<zirq_wire_request_t>.size
    var received = 0
    let error =
      if let patience {
        zirq_frame_receive_within(socket.rawValue, &request, size, patience, &received)
      } else {
        zirq_frame_receive(socket.rawValue, &request, size, &received)
      }
    if error == 0 && received == size { return nil }
    switch (error, received, sendError.load(ordering: .relaxed)) {
    case (_, _, EAGAIN), (_, _, EMSGSIZE): return .unread
    case (0, 0, _), (ECONNRESET, _, _): return .closed
    case (0, _, _): return .malformed("a frame ended after \(received) bytes")
    case (ETIMEDOUT, _, _): return .malformed("no HELLO came in time")
    default: return .failed(Errno(rawValue: error))
    }
  }

  /// A reply that the socket does not take at once ends the channel: the client has broken the turn, or it is gone.
  private func send(_ reply: inout zirq_wire_reply_t) {
    sent(zirq_frame_send(socket.rawValue, &reply, MemoryLayout<zirq_wire_reply_t>.size))
  }

  private func sent(_ error: Int32) {
    guard error != 0 else { return }
    // What comes after the first is only that the socket is shut down.
    _ = sendError.compareExchange(expected: 0, desired: error, ordering: .relaxed)
    shutDown()
  }

  private func send(_ reply: inout zirq_wire_reply_t, passing passed: borrowing OwnedDescriptor) {
    let size = MemoryLayout<zirq_wire_reply_t>.size
    let error = zirq_frame_send_descriptor(socket.rawValue, &reply, size, passed.rawValue)
    guard error == ETOOMANYREFS else { return sent(error) }
    // Others have left too many descriptors lying in their sockets. Source: unix(7).
    var refusal = zirq_wire_reply_t(op: reply.op, status: .noResources)
    send(&refusal)
  }
}

extension zirq_wire_reply_t {
  init(op: UInt32, status: Status) {
    self.init()
    self.op = op
    self.status = status.rawValue
  }

  /// As much of a text as fits, from a byte on, and how long it is.
  fileprivate mutating func store(_ text: String, from place: UInt32) {
    value = UInt32(text.utf8.count)
    let part = text.utf8.dropFirst(Int(place)).prefix(MemoryLayout.size(ofValue: payload.text))
    withUnsafeMutableBytes(of: &payload.text) { $0.copyBytes(from: part) }
  }
}
