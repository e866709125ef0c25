import Glibc

/// The signals that end the daemon, blocked in every thread and waited for by one.
struct StopSignals {
  private var set = sigset_t()

  /// Call it before the first thread starts: threads inherit the mask.
  init() {
    sigemptyset(&set)
    for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, signal) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    signal(SIGPIPE, SIG_IGN)
  }

  /// Blocks until one of them comes. SIGHUP, which a terminal sends when it closes, ends the daemon like the others.
  func wait() -> Int32 {
    var set = set
    var signal: Int32 = 0
    while sigwait(&set, &signal) != 0 {}
    return signal
  }
}
