import Glibc
import SystemPackage

/// A Unix stream socket that listens at a path.
///
/// The path's socket file is removed when the listener goes. One adopted from systemd stays systemd's.
public struct Listener: ~Copyable, Sendable {
  public let descriptor: Int32
  private let path: String?

  /// Takes over a socket that listens already.
  public init(adopting descriptor: Int32) {
    self.descriptor = descriptor
    path = nil
  }

  /// Binds a path and listens. A socket file that a dead daemon left behind is replaced.
  ///
  /// - Parameters:
  ///   - mode: of the socket file; who may write to it may connect.
  ///   - group: of the socket file; nil leaves it the process's own.
  /// - Throws: `ListenerError`.
  public init(path: String, mode: mode_t, group: gid_t?) throws(ListenerError) {
    guard var address = sockaddr_un(path: path) else { throw ListenerError(path, .bind, .fileNameTooLong) }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw ListenerError(path, .create, Errno(rawValue: errno)) }
    do throws(ListenerError) {
      try Listener.removeStale(path, address)
      let bound = withUnsafePointer(to: &address) { address in
        address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      guard bound == 0 else { throw ListenerError(path, .bind, Errno(rawValue: errno)) }
      // Between bind and listen nobody can connect, so the mode is in force from the first connection on.
      if let group, chown(path, uid_t.max, group) != 0 { throw ListenerError(path, .group, Errno(rawValue: errno)) }
      guard chmod(path, mode) == 0 else { throw ListenerError(path, .mode, Errno(rawValue: errno)) }
      guard listen(descriptor, 128) == 0 else { throw ListenerError(path, .listen, Errno(rawValue: errno)) }
    } catch {
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
    self.path = path
  }

  deinit {
    if let path { unlink(path) }
    close(descriptor)
  }

  /// - Throws: EADDRINUSE when somebody answers there.
  private static func removeStale(_ path: String, _ address: sockaddr_un) throws(ListenerError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFSOCK else { throw ListenerError(path, .notASocket, .fileExists) }
    var address = address
    let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard probe >= 0 else { throw ListenerError(path, .create, Errno(rawValue: errno)) }
    defer { close(probe) }
    let connected = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(probe, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard connected != 0, errno == ECONNREFUSED else { throw ListenerError(path, .bind, .addressInUse) }
    unlink(path)
  }
}

/// Why a socket does not listen.
public struct ListenerError: Error, CustomStringConvertible {
  enum Step { case create, bind, group, mode, listen, notASocket }

  let path: String
  let step: Step
  public let errno: Errno

  init(_ path: String, _ step: Step, _ errno: Errno) {
    self.path = path
    self.step = step
    self.errno = errno
  }

  public var description: String {
    switch (step, errno) {
    case (.notASocket, _): "\(path): there is a file that is no socket; remove it or choose another path"
    case (.bind, .addressInUse): "\(path): another daemon answers there; is zirqd running already?"
    case (.bind, .noSuchFileOrDirectory):
      "\(path): its directory does not exist; create it, or choose another path with --socket and --control-socket"
    case (.bind, .fileNameTooLong): "\(path): a socket's path has at most 107 bytes; choose a shorter one"
    case (.bind, _): "\(path): cannot bind: \(errno)"
    case (.group, _): "\(path): cannot give the socket to its group: \(errno); is zirqd a member of it?"
    case (.mode, _): "\(path): cannot set the socket's mode: \(errno)"
    case (.create, _): "\(path): cannot create a socket: \(errno)"
    case (.listen, _): "\(path): cannot listen: \(errno)"
    }
  }
}

extension sockaddr_un {
  /// Nil when the path does not fit.
  init?(path: String) {
    self.init()
    sun_family = sa_family_t(AF_UNIX)
    let bytes = path.utf8
    let fits = withUnsafeMutableBytes(of: &sun_path) { field in
      guard bytes.count < field.count else { return false }
      field.copyBytes(from: bytes)
      return true
    }
    if !fits { return nil }
  }
}
