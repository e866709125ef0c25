import Glibc

/// What changes something in the kernel: writes to sysfs, and the loading of modules.
public struct KernelHand: Sendable {
  /// Writes a text to a file of sysfs.
  ///
  /// - Returns: 0, or the errno of the kernel's refusal.
  public var write: @Sendable (_ path: String, _ text: String) -> Int32
  /// Whether a module of this name, with all that it needs, is loaded now.
  public var loadModule: @Sendable (_ name: String) -> Bool

  public init(
    write: @escaping @Sendable (_ path: String, _ text: String) -> Int32,
    loadModule: @escaping @Sendable (_ name: String) -> Bool
  ) {
    self.write = write
    self.loadModule = loadModule
  }

  /// The running kernel's.
  public static let real = KernelHand(write: writeFile, loadModule: modprobe)

  private static func writeFile(_ path: String, _ text: String) -> Int32 {
    let file = open(path, O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return errno }
    defer { close(file) }
    let bytes = Array(text.utf8)
    // An attribute takes its value in one write.
    return Glibc.write(file, bytes, bytes.count) == bytes.count ? 0 : errno
  }

  private static func modprobe(_ name: String) -> Bool {
    var process = pid_t()
    let texts: [UnsafeMutablePointer<CChar>?] = [
      "modprobe", "--quiet", "--", name, "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
    ].map {
      (text: String) in strdup(text)
    }
    defer { for text in texts { free(text) } }
    let arguments = texts.dropLast() + [nil]
    let environment = texts.suffix(1) + [nil]
    guard posix_spawn(&process, "/sbin/modprobe", nil, nil, Array(arguments), Array(environment)) == 0 else {
      return false
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 { if errno != EINTR { return false } }
    return status == 0
  }
}
