import Glibc

/// Ctrl-C as a way to end what has no end of its own: quietly, with the status that a shell expects.
enum ControlC {
  static func endsQuietly() {
    signal(SIGINT) { _ in _exit(ExitStatus.interrupted.rawValue) }
    // Whoever started this process may have left it blocked: a signal mask outlives exec.
    var interrupt = sigset_t()
    sigemptyset(&interrupt)
    sigaddset(&interrupt, SIGINT)
    sigprocmask(SIG_UNBLOCK, &interrupt, nil)
  }
}
