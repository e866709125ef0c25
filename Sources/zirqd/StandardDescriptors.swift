import Glibc

/// File descriptors 0, 1 and 2.
enum StandardDescriptors {
  /// Gives those that are closed to /dev/null, lest the log be written to the first socket that gets the number 2.
  static func open() {
    for descriptor in 0...2 where fcntl(Int32(descriptor), F_GETFD) < 0 {
      // The lowest number that is free, so this one.
      _ = Glibc.open("/dev/null", O_RDWR)
    }
  }
}
