import Glibc

/// Who may do what with which device: the first rule that matches a device decides.
///
/// Where none matches, the default does: root, the user that the daemon runs as, and the members of its group may open
/// it. Note that a rule that matches shuts out everyone it does not name, root included. Administrators of the whole
/// daemon are not this policy's.
public struct AccessPolicy: Sendable, Hashable {
  public struct Rule: Sendable, Hashable {
    public var pattern: DevicePattern
    /// Who may open the device, wait for its interrupts and acknowledge them.
    public var allow: [Principal]
    /// Who of them may map its registers, and so switch its bus mastering.
    public var mapRegions: Power
    /// Who may fire its interrupts.
    public var trigger: Power
    /// Who may release a line that is held, have its interrupts tested, and fire those that another user has open.
    public var administer: Power

    public init(
      pattern: String, allow: [Principal], mapRegions: Power = .everyoneAllowed, trigger: Power = .everyoneAllowed,
      administer: Power = .only([])
    ) {
      self.pattern = DevicePattern(pattern)
      self.allow = allow
      self.mapRegions = mapRegions
      self.trigger = trigger
      self.administer = administer
    }
  }

  public struct Decision: Sendable, Hashable {
    public var mayOpen: Bool
    public var mayMapRegions: Bool
    public var mayTrigger: Bool
    public var mayAdminister: Bool
    /// What decided, for people: "rule 2 (pci:0000:03:*)", "the default rule".
    public var reason: String
  }

  public var rules: [Rule]
  /// Let in by default.
  var byDefault: [Principal]

  /// - Parameter group: the group whose members are let in by default; a group that does not exist lets nobody in.
  public init(rules: [Rule] = [], group: String = "zirq") {
    self.init(rules: rules, owner: geteuid(), group: Principal.groupID(of: group))
  }

  init(rules: [Rule], owner: UInt32, group: UInt32?) {
    self.rules = rules
    byDefault = [.user(0), .user(owner)]
    if let group { byDefault.append(.group(group)) }
  }

  public func decide(on device: DeviceTraits, for peer: Peer) -> Decision {
    for (index, rule) in rules.enumerated() where rule.pattern.matches(device) {
      return Decision(rule, for: peer, reason: "rule \(index + 1) (\(rule.pattern))")
    }
    return Decision(Rule(pattern: "*", allow: byDefault), for: peer, reason: "the default rule")
  }
}

extension AccessPolicy.Decision {
  init(_ rule: AccessPolicy.Rule, for peer: Peer, reason: String) {
    mayOpen = rule.allow.contains { $0.includes(peer) }
    // There is nothing to map them through but the open device.
    mayMapRegions = mayOpen && rule.mapRegions.includes(peer, whoMayOpen: mayOpen)
    mayAdminister = rule.administer.includes(peer, whoMayOpen: mayOpen)
    mayTrigger = mayAdminister || rule.trigger.includes(peer, whoMayOpen: mayOpen)
    self.reason = reason
  }
}
