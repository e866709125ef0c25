/// The answer to `GetConfiguration` of `io.zirq.Control`: what the daemon goes by.
public struct ConfigurationReport: Codable, Equatable, Sendable {
  public var sections: [ConfigurationSectionReport]

  public init(sections: [ConfigurationSectionReport]) { self.sections = sections }
}

/// `type ConfigurationSection` of `io.zirq.Control`.
public struct ConfigurationSectionReport: Codable, Equatable, Sendable {
  public var name: String
  public var source: String
  public var settings: [SettingReport]

  public init(name: String, source: String, settings: [SettingReport]) {
    self.name = name
    self.source = source
    self.settings = settings
  }
}

/// `type Setting` of `io.zirq.Control`.
public struct SettingReport: Codable, Equatable, Sendable {
  public var key: String
  public var value: String
  public var source: String

  public init(key: String, value: String, source: String) {
    self.key = key
    self.value = value
    self.source = source
  }
}

/// The answer to `Reload` of `io.zirq.Control`.
public struct ReloadReport: Codable, Equatable, Sendable {
  public var applied: [String]
  public var restart: [String]

  public init(applied: [String], restart: [String]) {
    self.applied = applied
    self.restart = restart
  }
}
