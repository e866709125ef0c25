import Glibc

/// Who may open which device: the first rule that matches a device decides.
///
/// Where none matches, the default does: root, the user that the daemon runs as, and the members of its group. Note that
/// a rule that matches shuts out everyone it does not name, root included.
public struct AccessPolicy: Sendable, Hashable {
  public struct Rule: Sendable, Hashable {
    /// A glob over a device's names, aliases included: "pci:0000:03:*". Source: fnmatch(3).
    public var pattern: String
    public var allow: [Principal]
    /// Whether those who are let in may map the device's registers.
    public var mapRegions: Bool

    public init(pattern: String, allow: [Principal], mapRegions: Bool = true) {
      self.pattern = pattern
      self.allow = allow
      self.mapRegions = mapRegions
    }

    func matches(_ names: [String]) -> Bool { names.contains { fnmatch(pattern, $0, 0) == 0 } }
  }

  public struct Decision: Sendable, Hashable {
    public var mayOpen: Bool
    public var mayMapRegions: Bool
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

  /// - Parameter names: every name of the device.
  public func decide(on names: [String], for peer: Peer) -> Decision {
    for (index, rule) in rules.enumerated() where rule.matches(names) {
      let mayOpen = rule.allow.contains { $0.includes(peer) }
      return Decision(
        mayOpen: mayOpen, mayMapRegions: mayOpen && rule.mapRegions, reason: "rule \(index + 1) (\(rule.pattern))")
    }
    let mayOpen = byDefault.contains { $0.includes(peer) }
    return Decision(mayOpen: mayOpen, mayMapRegions: mayOpen, reason: "the default rule")
  }
}
