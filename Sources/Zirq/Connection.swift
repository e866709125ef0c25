import CZircon

/// This process's connection to the daemon, which owns all its handles.
///
/// It opens by itself with the first call that needs it.
public enum Connection {
  /// Opens a new session and ends the one that was open, with all its handles; a call that waits there throws
  /// `Status.peerClosed`. If it cannot be opened, nothing changes.
  ///
  /// - Parameter path: The daemon's socket; nil for `$ZIRQ_SOCKET` or, without that, "/run/zirq/zirqd.sock".
  public static func open(path: String? = nil) throws(ZirqError) {
    try ZirqError.check(zirq_connect(path))
  }
}
