import Glibc

/// One end of a Varlink connection: messages that end with a NUL byte on a Unix stream socket, with a limit for their
/// length and a limit for the time that either side may take over one.
///
/// Owns the descriptor. Not for use by two threads at once; another thread may end it with shutdown(2) on `descriptor`,
/// which makes `receive` return nil and `send` throw `closed`.
public struct MessageChannel: ~Copyable {
  public let descriptor: Int32
  private let maximumLength: Int
  private var received: [UInt8] = []
  /// How much of `received` is known to hold no NUL.
  private var searched = 0

  public enum Failure: Error, Equatable, Sendable {
    /// A message is longer than the limit, bytes.
    case tooLong(limit: Int)
    /// The other side took longer than it may.
    case timedOut
    /// The other side ended the connection, in the middle of a message if it was receiving.
    case closed
    /// The system's errno.
    case system(Int32)
  }

  public init(owning descriptor: Int32, maximumLength: Int) {
    self.descriptor = descriptor
    self.maximumLength = maximumLength
  }

  deinit { close(descriptor) }

  /// The next message without its NUL, or nil when the other side has ended the connection between two messages.
  ///
  /// - Parameters:
  ///   - patience: how long to wait for the message's first byte; nil for ever.
  ///   - limit: how long the whole message may take from then on.
  public mutating func receive(patience: Duration? = nil, within limit: Duration) throws(Failure) -> [UInt8]? {
    var deadline = patience.map { ContinuousClock.now + $0 }
    var started = false
    while true {
      if let end = received[searched...].firstIndex(of: 0) {
        let message = Array(received[..<end])
        received.removeFirst(end + 1)
        searched = 0
        guard message.count <= maximumLength else { throw .tooLong(limit: maximumLength) }
        return message
      }
      searched = received.count
      guard received.count <= maximumLength else { throw .tooLong(limit: maximumLength) }
      if !started, !received.isEmpty {
        started = true
        deadline = ContinuousClock.now + limit
      }
      try waitUntilReady(POLLIN, deadline)
      guard try receiveSome() else {
        guard received.isEmpty else { throw .closed }
        return nil
      }
    }
  }

  /// Sends a message and its NUL, or throws; after a throw the connection is of no use.
  public func send(_ message: [UInt8], within limit: Duration) throws(Failure) {
    let deadline = ContinuousClock.now + limit
    let bytes = message + [0]
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.send(
          descriptor, buffer.baseAddress.map { $0 + sent }, buffer.count - sent,
          Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
      }
      if count >= 0 {
        sent += count
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN: try waitUntilReady(POLLOUT, deadline)
      case EPIPE, ECONNRESET: throw .closed
      case let error: throw .system(error)
      }
    }
  }

  /// False at the end of the stream.
  private mutating func receiveSome() throws(Failure) -> Bool {
    let chunk = 4096
    let before = received.count
    received.append(contentsOf: repeatElement(0, count: chunk))
    let count = received.withUnsafeMutableBytes { buffer in
      recv(descriptor, buffer.baseAddress.map { $0 + before }, chunk, Int32(MSG_DONTWAIT))
    }
    let error = errno
    received.removeLast(chunk - max(count, 0))
    if count >= 0 { return count > 0 }
    switch error {
    case EINTR, EAGAIN: return true
    case ECONNRESET: return false
    default: throw .system(error)
    }
  }

  private func waitUntilReady(_ events: Int32, _ deadline: ContinuousClock.Instant?) throws(Failure) {
    while true {
      var milliseconds: Int32 = -1
      if let deadline {
        let left = deadline - ContinuousClock.now
        guard left > .zero else { throw .timedOut }
        // Rounded up, so that the last part of a millisecond is not spent spinning.
        milliseconds = Int32(
          clamping: left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000 + 1)
      }
      var waited = pollfd(fd: descriptor, events: Int16(events), revents: 0)
      let result = poll(&waited, 1, milliseconds)
      if result > 0 { return }
      if result < 0, errno != EINTR { throw .system(errno) }
    }
  }
}
