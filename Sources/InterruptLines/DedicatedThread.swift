import CLinuxInterrupt
import Glibc
import SystemPackage

/// A thread of one's own: for a loop that blocks in the kernel, where a pool's thread must not be held.
///
/// Whoever starts it joins or detaches it; a value that is let go is detached.
public struct DedicatedThread: ~Copyable, Sendable {
  // pthread_t is an integer on Linux; glibc's calls on it are thread-safe.
  private let thread: pthread_t

  /// Why the thread is scheduled as any other, though real-time scheduling was asked for: `permissionDenied` or
  /// `notPermitted` when RLIMIT_RTPRIO is too low and CAP_SYS_NICE missing.
  public let schedulingRefused: Errno?

  /// Why the thread may run on other processors than those that were asked for: `invalidArgument` when it can have none
  /// of them.
  public let processorsRefused: Errno?

  /// Starts the thread.
  ///
  /// - Parameters:
  ///   - name: for ps and /proc; cut off after 15 bytes.
  ///   - stackSize: bytes. Small, for locked memory is counted whole.
  ///   - scheduling: real-time scheduling where it is allowed, else ordinary.
  ///   - processors: those to keep to, where there is one of them; nil for all.
  ///   - body: the thread's whole life. Signals are blocked in it, but for the wake signal.
  public init(
    name: String, stackSize: Int = 256 * 1024, scheduling: Scheduling = .ordinary, processors: ProcessorSet? = nil,
    _ body: @escaping @Sendable () -> Void
  ) throws(Errno) {
    try check(Self.wakeHandler)
    let context = Unmanaged.passRetained(Body(run: body))
    var thread = pthread_t()
    let error = zirq_thread_start(
      { context in
        guard let context else { return nil }
        let body = Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
        body.run()
        return nil
      }, context.toOpaque(), stackSize, &thread)
    guard error == 0 else {
      context.release()
      throw Errno(rawValue: error)
    }
    self.thread = thread
    // A name is a help to people; a thread without one works.
    _ = zirq_thread_name(thread, name)
    schedulingRefused =
      scheduling.priority == 0
      ? nil : Self.refusal(zirq_thread_prioritize(thread, scheduling.policy == .roundRobin, scheduling.priority))
    processorsRefused = processors.flatMap { processors in
      Self.refusal(zirq_thread_pin(thread, processors.numbers, processors.numbers.count))
    }
  }

  private static func refusal(_ error: Int32) -> Errno? { error == 0 ? nil : Errno(rawValue: error) }

  /// Lets the thread run for itself.
  public consuming func detach() {
    _ = pthread_detach(thread)
    discard self
  }

  /// Waits until the thread's body has returned. Not from the thread itself.
  public consuming func join() {
    _ = pthread_join(thread, nil)
    discard self
  }

  /// Brings the thread back from the call it blocks in. A signal that lands before the call is lost.
  func wake() { _ = zirq_thread_wake(thread) }

  /// Brings the thread back from whatever call it blocks in, and waits until its body has returned. Not from the thread
  /// itself.
  ///
  /// The body has been told to end before this is called, by a flag that it reads before each call that blocks. A
  /// signal that lands between the reading and the call is lost; so it is sent again until the thread has ended.
  public consuming func interruptUntilDone() {
    let interval: Int64 = 1_000_000
    repeat {
      _ = zirq_thread_wake(thread)
    } while zirq_thread_join_within(thread, interval) == ETIMEDOUT
    discard self
  }

  deinit { _ = pthread_detach(thread) }

  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Installed once for the process; 0 or the errno.
  private static let wakeHandler = zirq_thread_install_wake_handler()
}
