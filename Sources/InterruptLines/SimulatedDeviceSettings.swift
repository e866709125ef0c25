/// A device of the configuration, [Simulated NAME], that interrupts like hardware and is none.
public struct SimulatedDeviceSettings: Sendable, Hashable {
  /// NAME of "sim:NAME".
  public var name: String
  public var mode: Mode
  /// Interrupts in a second while a vector is open; 0 for none but those raised by hand.
  public var rateHz: UInt32
  /// The number of vectors, 1 or more.
  public var vectors: UInt32
  /// Bytes of registers, at most `SimulatedRegisters.limit`; 0 for none.
  public var registers: UInt64

  public enum Mode: String, Sendable, Hashable, Codable {
    /// Each raise is an interrupt.
    case edge
    /// An interrupt masks the line; what is raised until it is unmasked becomes one more.
    case level
  }

  public init(name: String, mode: Mode = .level, rateHz: UInt32 = 0, vectors: UInt32 = 1, registers: UInt64 = 0) {
    self.name = name
    self.mode = mode
    self.rateHz = rateHz
    self.vectors = vectors
    self.registers = registers
  }
}
