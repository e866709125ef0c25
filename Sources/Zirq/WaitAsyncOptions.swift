import CZircon

/// How ``WaitableObject/waitAsync(to:key:for:options:)`` waits. Source: Zircon, ZX_WAIT_ASYNC_*.
public struct WaitAsyncOptions: OptionSet, Hashable, Sendable {
  /// Zircon's bits.
  public let rawValue: UInt32

  /// Any bits; those that Zircon has not are refused by the call.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The packet says when the signal came, ns of `CLOCK_MONOTONIC`.
  public static let timestamp = WaitAsyncOptions(rawValue: ZX_WAIT_ASYNC_TIMESTAMP)
  /// Signals that are asserted already do not count: wait for them to be asserted anew.
  public static let edge = WaitAsyncOptions(rawValue: ZX_WAIT_ASYNC_EDGE)
  /// The packet says when the signal came, ns of `CLOCK_BOOTTIME`. Not together with `timestamp`.
  public static let bootTimestamp = WaitAsyncOptions(rawValue: ZX_WAIT_ASYNC_BOOT_TIMESTAMP)
}
