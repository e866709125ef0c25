import CLinuxInterrupt
import CWire
import Expectation
import Glibc
import InterruptLines

@testable import BridgeServer

/// One connection: the daemon's channel, and the client's end of it, which sends what the input says and sees to it that
/// each request has one reply.
final class ClientSide {
  let channel: Channel
  var calls: Calls?
  var session: Session?
  var turn = Channel.Turn()
  private(set) var isOpen = true
  private let descriptor: Int32
  /// The requests that have no reply yet: none, one, or, when the channel has ended, one that never has one.
  private var unanswered: UInt32?

  init() {
    var pair: (Int32, Int32) = (-1, -1)
    let made = withUnsafeMutablePointer(to: &pair) {
      $0.withMemoryRebound(to: Int32.self, capacity: 2) {
        socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, $0)
      }
    }
    expect(made == 0, "no socket: errno \(errno)")
    descriptor = pair.0
    channel = Channel(OwnedDescriptor(owning: pair.1))
  }

  deinit { close(descriptor) }

  func send(_ bytes: UnsafeRawBufferPointer) {
    let sent = Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
    expect(sent == bytes.count, "a client that keeps to its turn can send: errno \(errno)")
  }

  func send(_ request: zirq_wire_request_t) {
    if request.op != ZIRQ_OP_CANCEL { unanswered = request.op }
    withUnsafeBytes(of: request) { send($0) }
  }

  /// Whether a request would break the turn.
  var isWaiting: Bool { unanswered != nil }

  /// Sends no more.
  func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

  func end() { isOpen = false }

  /// The reply that has come, if one has. It is to the request that had none.
  func reply() -> zirq_wire_reply_t? {
    var reply = zirq_wire_reply_t()
    var passed: Int32 = -1
    let count = receive(&reply, &passed)
    if passed >= 0 { close(passed) }
    guard count > 0 else { return nil }
    expect(count == MemoryLayout<zirq_wire_reply_t>.size, "half a reply: \(count) bytes")
    expect(reply.op == unanswered, "a reply to operation \(reply.op), not to \(unanswered ?? 0)")
    unanswered = nil
    return reply
  }

  private func receive(_ reply: inout zirq_wire_reply_t, _ passed: inout Int32) -> Int {
    var control = [UInt8](repeating: 0, count: 64)
    return withUnsafeMutableBytes(of: &reply) { bytes in
      control.withUnsafeMutableBytes { room in
        var data = iovec(iov_base: bytes.baseAddress, iov_len: bytes.count)
        return withUnsafeMutablePointer(to: &data) { data in
          var message = msghdr()
          message.msg_iov = data
          message.msg_iovlen = 1
          message.msg_control = room.baseAddress
          message.msg_controllen = room.count
          let count = recvmsg(descriptor, &message, Int32(MSG_DONTWAIT) | Int32(MSG_CMSG_CLOEXEC))
          // One descriptor at most travels with a frame. Source: cmsg(3), CMSG_DATA behind a header of 16 bytes.
          if count > 0, message.msg_controllen >= 20 {
            passed = room.loadUnaligned(fromByteOffset: 16, as: Int32.self)
          }
          return count
        }
      }
    }
  }
}
