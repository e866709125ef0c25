import Glibc
import SystemPackage

final class DedicatedThread: Sendable {
  nonisolated(unsafe) private var thread: pthread_t = 0
  private final class Box { let body: @Sendable () -> Void; init(_ b: @escaping @Sendable () -> Void) { body = b } }
  init(name: String, body: @escaping @Sendable () -> Void) throws(Errno) {
    var t: pthread_t = 0
    let e = pthread_create(
      &t, nil,
      { p in
        Unmanaged<Box>.fromOpaque(p!).takeRetainedValue().body(); return nil
      }, Unmanaged.passRetained(Box(body)).toOpaque())
    guard e == 0 else { throw Errno(rawValue: e) }
    thread = t
  }
  func join() { pthread_join(thread, nil) }
}
