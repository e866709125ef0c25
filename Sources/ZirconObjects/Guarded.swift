public import Synchronization

/// A value that only the holder of its lock can reach: `Synchronization.Mutex`, in a form that the thread sanitizer
/// understands.
///
/// The mutex's own code is in the toolchain's library, which is not built for the sanitizer, so the sanitizer does not
/// see one holder's work end before the next one's begins, and takes every guarded value for a race. Built with
/// THREAD_SANITIZER defined, holders hand on an atomic that it does see. Otherwise this is the mutex and nothing else.
public struct Guarded<Value: ~Copyable>: ~Copyable {
  @usableFromInline let mutex: Mutex<Value>
  #if THREAD_SANITIZER
    @usableFromInline let baton = Atomic<UInt8>(0)
  #endif

  @inlinable
  public init(_ value: consuming sending Value) {
    mutex = Mutex(value)
  }

  /// Runs the body with the lock held. The lock is not recursive.
  @inlinable
  public borrowing func withLock<Result: ~Copyable, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    try mutex.withLock { value throws(Failure) in
      #if THREAD_SANITIZER
        _ = baton.load(ordering: .acquiring)
        defer { baton.store(1, ordering: .releasing) }
      #endif
      return try body(&value)
    }
  }
}

extension Guarded: Sendable where Value: ~Copyable {}
