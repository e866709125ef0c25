import Glibc

/// What Linux maps: whole pages.
public enum MemoryPage {
  /// Bytes.
  public static let size = UInt64(sysconf(Int32(_SC_PAGESIZE)))
}
