import ZirconObjects

/// A device that interrupts without hardware: the source of `SimulatedLine`s. Lives as long as the daemon; thread-safe.
public final class SimulatedDevice: Sendable {
  public let settings: SimulatedDeviceSettings
  /// Nil when it has none.
  public let registers: SimulatedRegisters?
  private let vectors: [SimulatedVector]

  /// - Parameter number: of this device among the simulated ones, by which its registers have their address.
  public init(_ settings: SimulatedDeviceSettings, number: Int = 0) {
    self.settings = settings
    registers = SimulatedRegisters(of: settings.name, size: settings.registers, number: number)
    vectors = (0..<settings.vectors).map { _ in SimulatedVector(isLevel: settings.mode == .level) }
  }

  /// "sim:NAME"
  public var name: String { "sim:\(settings.name)" }

  /// Raises an interrupt this many times, as the device would. While nobody has the line open, or it is masked, the
  /// raises merge into one that fires as soon as it can. Never blocks.
  ///
  /// - Returns: false when there is no such vector.
  public func raise(vector: UInt32, count: UInt64 = 1) -> Bool {
    guard vector < settings.vectors else { return false }
    vectors[Int(vector)].raise(times: count)
    return true
  }

  /// Opens a vector's line: it may fire before this returns. The parameters are as `UIOLine`'s.
  ///
  /// - Precondition: the vector is one of `0 ..< settings.vectors`.
  public func open(
    vector: UInt32, for interrupt: Interrupt, settings: LineSettings,
    report: @escaping @Sendable (LineError) -> Void, released: @escaping @Sendable () -> Void
  ) throws(LineError) -> SimulatedLine {
    try SimulatedLine(
      self, vector: vectors[Int(vector)], for: interrupt, settings: settings, report: report, released: released)
  }
}
