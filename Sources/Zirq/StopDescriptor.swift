import Glibc

/// A file descriptor that becomes readable when it is asked to, once and for good. Half of a pair of sockets, for
/// Swift's Glibc has neither eventfd nor pipe2, and a plain pipe would be inherited by what another thread starts.
struct StopDescriptor: ~Copyable, Sendable {
  /// The half that becomes readable.
  let descriptor: Int32
  private let other: Int32

  /// - Throws: `Status.noResources` when the process can have no further file descriptor.
  init() throws(Status) {
    var halves: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &halves) == 0 else {
      throw .noResources
    }
    descriptor = halves[0]
    other = halves[1]
  }

  deinit {
    close(descriptor)
    close(other)
  }

  /// Makes the descriptor readable: its stream ends. Any thread, any number of times.
  func raise() { shutdown(other, Int32(SHUT_WR)) }
}
