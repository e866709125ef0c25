/// One source of hardware interrupts, as an interrupt object drives it.
///
/// The line calls `Interrupt.fire(at:)` for each interrupt, from its own thread, and `Interrupt.lineEnded()` once if its
/// device goes away. A level line (`isLevel`) has masked itself before it fires and stays masked until `unmask()`; an
/// edge line fires whenever its source does.
///
/// The interrupt calls these methods with no lock held. Any thread may call them, several at once; after `detach()` the
/// others have no effect.
public protocol InterruptLine: AnyObject, Sendable {
  /// Whether the line is masked from each interrupt until `unmask()`. Constant.
  var isLevel: Bool { get }

  /// Whether the line is masked against its interrupt's will, for it interrupted too fast and nobody silenced its
  /// device. `unmask()` ends it.
  var isHeld: Bool { get }

  /// Silences the line at its source. Masking a masked line does nothing.
  func mask()

  /// Lets the source interrupt again: the re-arm. On a line that is not masked it does nothing.
  func unmask()

  /// An interrupt has been acknowledged, and the line is unmasked next if it has to be. To be counted, and no more.
  ///
  /// - Parameter timestamp: which it was fired with.
  func acknowledged(_ timestamp: Int64)

  /// Ends the line: leaves the source masked and returns when no call of `fire` is under way or will come. The source
  /// can be claimed again afterwards. Never called from within `fire` or `lineEnded`.
  func detach()
}

extension InterruptLine {
  /// A line without a storm guard is never held.
  public var isHeld: Bool { false }

  /// Nor does every line count.
  public func acknowledged(_ timestamp: Int64) {}
}

/// What hands out lines: a device with one or more interrupt vectors.
public protocol InterruptController: AnyObject, Sendable {
  /// The number of vectors; valid ones are `0 ..< vectorCount`.
  var vectorCount: UInt32 { get }

  /// Whether the vectors are messages (MSI, MSI-X) as far as is known, and no level-triggered wire.
  var isMessageSignaled: Bool { get }

  /// Opens a vector's line, unmasked, so that it may fire before this returns.
  ///
  /// - Throws: `Status.alreadyBound` when the vector has a line, `Status.notSupported` when the source cannot be
  ///   triggered as `mode` asks, `Status.ioNotPresent` when the device has gone, `Status.accessDenied` when the system
  ///   refuses the device, `Status.io` for what else it may answer.
  func claim(vector: UInt32, mode: InterruptMode, for interrupt: Interrupt) throws(Status) -> any InterruptLine

  /// A vector is refused before it is claimed, for the resource has none such: where more is known than the status, it
  /// can be said now, in the thread that makes the call.
  func explainAbsence(of vector: UInt32)
}

extension InterruptController {
  /// Nothing more is known.
  public func explainAbsence(of vector: UInt32) {}
}

/// How a physical interrupt's source triggers. Source: Zircon, ZX_INTERRUPT_MODE_*.
public enum InterruptMode: UInt32, Sendable {
  /// As the line is configured.
  case `default` = 0x0
  case edgeLow = 0x2
  case edgeHigh = 0x4
  case levelLow = 0x6
  case levelHigh = 0x8
}
