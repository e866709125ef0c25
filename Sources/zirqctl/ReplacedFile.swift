import Glibc

/// A file that is written anew while others read it.
enum ReplacedFile {
  /// Writes beside the file and gives it its name at the end, so that nobody reads half of it.
  ///
  /// - Returns: why not, as errno has it; 0 when it is done.
  static func write(_ text: String, to path: String) -> Int32 {
    let beside = path + ".new"
    // A link that somebody has left there is not followed.
    let descriptor = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return errno }
    var error = writeAll(Array(text.utf8), to: descriptor)
    if close(descriptor) != 0, error == 0 { error = errno }
    if error == 0, rename(beside, path) != 0 { error = errno }
    if error != 0 { unlink(beside) }
    return error
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { return errno }
      rest = rest.dropFirst(count)
    }
    return 0
  }
}
