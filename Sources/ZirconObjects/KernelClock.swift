/// The clocks of the emulated kernel, ns. It has none of its own.
public struct KernelClock: Sendable {
  public typealias Reading = @Sendable () -> Int64

  /// Stands still while the machine is suspended.
  public let monotonic: Reading
  /// Goes on while the machine is suspended.
  public let boot: Reading

  public init(monotonic: @escaping Reading, boot: @escaping Reading) {
    self.monotonic = monotonic
    self.boot = boot
  }
}
