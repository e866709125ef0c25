import Glibc

/// A thread of the system's that nobody joins.
enum DetachedThread {
  /// Starts a thread with all signals blocked: the program's handlers run on its own threads.
  ///
  /// - Parameter name: What the system calls it; 15 bytes.
  /// - Throws: `Status.noResources` when the process can have no further thread.
  static func start(named name: String, _ body: @escaping @Sendable () -> Void) throws(Status) {
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    let isStarted = create(Work(name: name, body: body))
    pthread_sigmask(SIG_SETMASK, &before, nil)
    if !isStarted { throw .noResources }
  }

  private static func create(_ work: Work) -> Bool {
    let context = Unmanaged.passRetained(work)
    var thread = pthread_t()
    let error = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        let work = Unmanaged<Work>.fromOpaque(context).takeRetainedValue()
        work.setName()
        work.body()
        return nil
      }, context.toOpaque())
    if error != 0 {
      context.release()
      return false
    }
    pthread_detach(thread)
    return true
  }

  private final class Work: Sendable {
    private let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }

    /// Names the calling thread, for those who look at the process. Source: Linux, /proc/thread-self/comm; Swift's Glibc
    /// has no pthread_setname_np.
    func setName() {
      let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
      guard file >= 0 else { return }
      _ = name.withCString { write(file, $0, strlen($0)) }
      close(file)
    }
  }
}
