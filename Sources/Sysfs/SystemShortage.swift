import Glibc

/// That the kernel's files could not be read for want of a descriptor or of memory: what is not found then may be there
/// all the same, and whoever concludes from what is missing has to know.
public final class SystemShortage: @unchecked Sendable {
  // Sendable: only the thread that has installed it uses it. No task is made there that would inherit it.

  @TaskLocal private static var installed: SystemShortage?

  private var isNoted = false

  private init() {}

  /// Looks at files on this thread.
  ///
  /// - Returns: what was seen; nil when a file could not be read for such a reason.
  public static func unlessShort<Seen>(_ look: () -> Seen) -> Seen? {
    let shortage = SystemShortage()
    let seen = $installed.withValue(shortage, operation: look)
    return shortage.isNoted ? nil : seen
  }

  /// - Parameter error: the errno with which something could not be read. Source: open(2).
  public static func note(_ error: Int32) {
    if [EMFILE, ENFILE, ENOMEM].contains(error) { installed?.isNoted = true }
  }
}
