/// What the operator decides for a device's lines.
public struct LineSettings: Sendable, Hashable {
  /// How the lines' threads are scheduled. Best with a priority below 50, where the kernel's own interrupt threads run: on
  /// the same processor a reader above them delays its own wake-up.
  public var scheduling: Scheduling

  /// The processors that the lines' threads keep to; nil for all that the daemon has.
  public var processors: ProcessorSet?

  /// The processors that take the interrupts themselves; nil leaves them where they are.
  public var interruptProcessors: ProcessorSet?

  /// How a UIO device is re-armed; nil for what its driver shows.
  public var rearm: RearmPath?

  /// Which of its interrupts a VFIO device uses; nil for the best it has: MSI-X, MSI, INTx.
  public var interrupts: InterruptKind?

  /// Whether bus mastering is switched on when the device is opened. A PCI device without it sends neither messages nor
  /// data; with it, the device reaches memory.
  public var busMaster: Bool

  /// Interrupts in a second from which on a line that nobody silences is held masked; 0 for no limit; nil for the
  /// built-in one, which spares level lines where it cannot be seen whether their device still asserts.
  public var stormLimitHz: UInt32?

  public var timestamps: TimestampSource

  public init(
    scheduling: Scheduling = .ordinary, processors: ProcessorSet? = nil, interruptProcessors: ProcessorSet? = nil,
    rearm: RearmPath? = nil, interrupts: InterruptKind? = nil, busMaster: Bool = false, stormLimitHz: UInt32? = 0,
    timestamps: TimestampSource = .wakeup
  ) {
    self.scheduling = scheduling
    self.processors = processors
    self.interruptProcessors = interruptProcessors
    self.rearm = rearm
    self.interrupts = interrupts
    self.busMaster = busMaster
    self.stormLimitHz = stormLimitHz
    self.timestamps = timestamps
  }
}
