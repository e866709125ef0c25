import Glibc

/// The signals that the daemon obeys, blocked in every thread and waited for by one.
struct DaemonSignals {
  enum Order {
    /// With the signal's name.
    case stop(String)
    /// Read the configuration again.
    case reload
  }

  private var set = sigset_t()
  private let hadTerminal = DaemonSignals.hasTerminal
  /// Started by nohup(1), or as it does.
  private let outlivesTerminal = DaemonSignals.ignoresHangup

  /// Call it before the first thread starts: threads inherit the mask.
  init() {
    sigemptyset(&set)
    for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, signal) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    signal(SIGPIPE, SIG_IGN)
  }

  /// Blocks until one of them comes.
  func wait() -> Order {
    var set = set
    var information = siginfo_t()
    while true {
      switch sigwaitinfo(&set, &information) {
      case SIGTERM: return .stop("SIGTERM")
      case SIGINT: return .stop("SIGINT")
      case SIGHUP where !isHangup(information): return .reload
      case SIGHUP where !outlivesTerminal: return .stop("SIGHUP, for its terminal has gone")
      default: continue
      }
    }
  }

  /// Whether SIGHUP means what its name says: the terminal that the daemon was started on has gone. The kernel says so
  /// to the processes in the foreground, by itself; a shell says so to the others, and then /dev/tty is gone. Source:
  /// signal(7), sigaction(2), SI_KERNEL; Linux, drivers/tty/tty_jobctrl.c, disassociate_ctty.
  private func isHangup(_ information: siginfo_t) -> Bool {
    information.si_code == Int32(SI_KERNEL) || (hadTerminal && !outlivesTerminal && !Self.hasTerminal)
  }

  /// A signal that is blocked comes all the same. Source: signal(7), sigaction(2).
  private static var ignoresHangup: Bool {
    var action = sigaction()
    sigaction(SIGHUP, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Source: tty(4): /dev/tty can be opened by whoever has a controlling terminal.
  private static var hasTerminal: Bool {
    let terminal = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC)
    guard terminal >= 0 else { return false }
    close(terminal)
    return true
  }
}
