import InterruptLines

/// How the lines of each device are run: for each setting the first rule that matches the device and says something about
/// it decides, and where none does, the default. Who may use a device is `AccessPolicy`'s.
public struct LinePolicy: Sendable, Hashable {
  public struct Rule: Sendable, Hashable {
    public var pattern: DevicePattern
    public var schedulingPolicy: Scheduling.Policy?
    public var realtimePriority: Int32?
    public var processors: ProcessorSet?
    public var interruptProcessors: ProcessorSet?
    public var rearm: RearmPath?
    public var interrupts: InterruptKind?
    public var busMaster: Bool?
    public var stormLimitHz: UInt32?
    public var timestamps: TimestampSource?

    public init(pattern: String) { self.pattern = DevicePattern(pattern) }
  }

  public var rules: [Rule]
  public var byDefault: LineSettings

  public init(rules: [Rule] = [], byDefault: LineSettings = LineSettings()) {
    self.rules = rules
    self.byDefault = byDefault
  }

  public func settings(for device: DeviceTraits) -> LineSettings {
    let matching = rules.filter { $0.pattern.matches(device) }
    var settings = byDefault
    settings.scheduling.policy = matching.lazy.compactMap(\.schedulingPolicy).first ?? settings.scheduling.policy
    settings.scheduling.priority = matching.lazy.compactMap(\.realtimePriority).first ?? settings.scheduling.priority
    settings.processors = matching.lazy.compactMap(\.processors).first ?? settings.processors
    settings.interruptProcessors = matching.lazy.compactMap(\.interruptProcessors).first ?? settings.interruptProcessors
    settings.rearm = matching.lazy.compactMap(\.rearm).first ?? settings.rearm
    settings.interrupts = matching.lazy.compactMap(\.interrupts).first ?? settings.interrupts
    settings.busMaster = matching.lazy.compactMap(\.busMaster).first ?? settings.busMaster
    settings.stormLimitHz = matching.lazy.compactMap(\.stormLimitHz).first ?? settings.stormLimitHz
    settings.timestamps = matching.lazy.compactMap(\.timestamps).first ?? settings.timestamps
    return settings
  }
}
