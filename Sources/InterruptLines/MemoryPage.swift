import Glibc

/// What Linux maps: whole pages.
public enum MemoryPage {
  /// Bytes.
  public static let size = UInt64(sysconf(Int32(_SC_PAGESIZE)))

  /// The bytes of as many pages as it takes; nil when there is no such number.
  public static func roundedUp(_ bytes: UInt64) -> UInt64? {
    let (sum, overflow) = bytes.addingReportingOverflow(size - 1)
    return overflow ? nil : sum / size * size
  }
}
