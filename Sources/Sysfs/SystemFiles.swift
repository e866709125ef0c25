import Glibc

/// The kernel's files about devices. Reads only, and never a device node: closing one can change the device.
public struct SystemFiles: Sendable {
  /// Put before every path: empty, but for a tree that is a copy.
  public var root: String

  public init(root: String = "") { self.root = root }

  /// How much of a text is read, in bytes: enough for /proc/interrupts of a big machine.
  public static let textLimit = 1 << 22

  /// An attribute's text without the newline at its end; nil when it cannot be read.
  public func text(_ path: String) -> String? {
    guard var text = contents(path) else { return nil }
    while text.last?.isNewline == true { text.removeLast() }
    return text
  }

  /// A file's lines without the empty ones; none when it cannot be read.
  public func lines(_ path: String) -> [Substring] {
    contents(path)?.split(whereSeparator: \.isNewline) ?? []
  }

  /// A number in decimal, or in hex with 0x.
  public func number(_ path: String) -> UInt64? { text(path).flatMap { Self.number($0) } }

  public static func number(_ text: some StringProtocol) -> UInt64? {
    text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
  }

  /// The last part of what a symbolic link points to.
  public func linkName(_ path: String) -> String? { linkParts(path).last }

  /// The parts of what a symbolic link points to; none for what is no link.
  public func linkParts(_ path: String) -> [String] { link(path)?.split(separator: "/").map(String.init) ?? [] }

  /// What a symbolic link points to; nil for what is no link.
  public func link(_ path: String) -> String? {
    var target = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = readlink(root + path, &target, target.count)
    guard length > 0 else { return nil }
    return String(decoding: target[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The names in a directory, sorted; none when there is no such directory.
  public func entries(_ path: String) -> [String] {
    guard let directory = opendir(root + path) else {
      SystemShortage.note(errno)
      return []
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The number that the kernel gives to an entry of sysfs when it is made, to a symbolic link as well, which is not
  /// followed: what is made again has another. Source: Linux, fs/kernfs/dir.c, which goes round all numbers first.
  public func inode(_ path: String) -> UInt64? {
    var status = stat()
    return lstat(root + path, &status) == 0 ? UInt64(status.st_ino) : nil
  }

  /// Whether a path leads to something, as far as this process may look.
  public func exists(_ path: String) -> Bool { faccessat(AT_FDCWD, root + path, F_OK, 0) == 0 }

  /// The errno with which this process would fail to open a file for reading and writing; 0 when it would not. Nothing is
  /// opened: closing a device node can change the device.
  public func accessError(_ path: String) -> Int32 {
    faccessat(AT_FDCWD, root + path, R_OK | W_OK, AT_EACCESS) == 0 ? 0 : errno
  }

  /// Where a path leads when its symbolic links are followed, without the root; nil when it leads nowhere.
  public func resolved(_ path: String) -> String? {
    guard let real = realpath(root + path, nil) else { return nil }
    defer { free(real) }
    let text = String(cString: real)
    guard !root.isEmpty, let base = realpath(root, nil) else { return text }
    defer { free(base) }
    let prefix = String(cString: base)
    return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
  }

  /// The first bytes of a file; nil when there are fewer.
  public func bytes(_ path: String, count: Int) -> [UInt8]? {
    let file = open(root + path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      SystemShortage.note(errno)
      return nil
    }
    defer { _ = close(file) }
    var bytes = [UInt8](repeating: 0, count: count)
    return pread(file, &bytes, count, 0) == count ? bytes : nil
  }

  private func contents(_ path: String) -> String? {
    let file = open(root + path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      SystemShortage.note(errno)
      return nil
    }
    defer { _ = close(file) }
    var bytes: [UInt8] = []
    return withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
      while bytes.count < Self.textLimit {
        let count = read(file, buffer.baseAddress, buffer.count)
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { return nil }
        if count == 0 { break }
        bytes.append(contentsOf: buffer[..<count])
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
