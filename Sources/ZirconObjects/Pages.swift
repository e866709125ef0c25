/// Addresses and sizes in whole pages. A page's size is a power of two.
extension UInt64 {
  public func isWholePages(of pageSize: UInt64) -> Bool { self & (pageSize - 1) == 0 }

  public func roundedDown(to pageSize: UInt64) -> UInt64 { self & ~(pageSize - 1) }

  /// Nil when it does not fit.
  public func roundedUp(to pageSize: UInt64) -> UInt64? { adding(pageSize - 1)?.roundedDown(to: pageSize) }

  /// Nil when it does not fit.
  public func adding(_ other: UInt64) -> UInt64? {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? nil : sum
  }
}
