import Glibc

/// A thread of the benchmark's own, for what must not wait for a pool's.
struct WorkerThread: ~Copyable {
  private let thread: pthread_t

  init(_ body: @escaping @Sendable () -> Void) throws(BenchError) {
    let context = Unmanaged.passRetained(Body(run: body))
    var thread = pthread_t()
    let error = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    if error != 0 { context.release() }
    try BenchError.check(error, "cannot start a thread")
    self.thread = thread
  }

  /// Waits until the body has returned.
  consuming func join() { pthread_join(thread, nil) }

  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(run: @escaping @Sendable () -> Void) { self.run = run }
  }
}
