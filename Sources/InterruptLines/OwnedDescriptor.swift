import Glibc
import SystemPackage

/// A file descriptor with one owner, closed when the owner lets go.
public struct OwnedDescriptor: ~Copyable, Sendable {
  /// The descriptor, for a call that borrows it. Valid as long as this value.
  public let rawValue: Int32

  /// Takes over an open descriptor.
  public init(owning rawValue: Int32) { self.rawValue = rawValue }

  /// Runs a call of the C shim that opens a descriptor and answers 0 or an errno.
  init(_ open: (_ descriptor: inout Int32) -> Int32) throws(Errno) {
    var descriptor: Int32 = -1
    try check(open(&descriptor))
    rawValue = descriptor
  }

  /// Opens a file for reading and writing, close-on-exec.
  public init(opening path: String) throws(Errno) {
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    rawValue = descriptor
  }

  /// Opens a file for reading, close-on-exec.
  init(reading path: String) throws(Errno) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    rawValue = descriptor
  }

  /// Opens a file for writing, close-on-exec.
  init(writing path: String) throws(Errno) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    rawValue = descriptor
  }

  /// Hands the descriptor over to the caller, who closes it.
  public consuming func release() -> Int32 {
    let descriptor = rawValue
    discard self
    return descriptor
  }

  deinit { _ = close(rawValue) }
}

/// What a call of the C shim answered: 0, or an errno.
@inline(__always)
func check(_ result: Int32) throws(Errno) {
  if result != 0 { throw Errno(rawValue: result) }
}
