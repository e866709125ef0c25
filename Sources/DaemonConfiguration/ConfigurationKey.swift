/// What one kind of section sets: its keys, and what each is when no file says anything.
protocol ConfigurationSection: Sendable {
  static var builtIn: Self { get }
  static var keys: [ConfigurationKey<Self>] { get }
}

/// Where a section keeps a value.
typealias Place<Section, Value> = any WritableKeyPath<Section, Value> & Sendable

/// One key of a section: how its value is read, and how it is written.
struct ConfigurationKey<Section: ConfigurationSection>: Sendable {
  let name: String
  /// Whether several lines of the key add up.
  let isList: Bool
  /// Whether a running daemon cannot change it.
  let needsRestart: Bool
  /// Reads a value that is not empty.
  let read: @Sendable (ConfigurationValue, inout Section) throws(ConfigurationProblem) -> Void
  /// Takes over what another section has.
  let copy: @Sendable (_ source: Section, _ destination: inout Section) -> Void
  /// As a file has it; empty where there is nothing to write.
  let text: @Sendable (Section) -> String

  /// A key with one value.
  init<Value: Sendable>(
    _ name: String, _ path: Place<Section, Value>, needsRestart: Bool = false,
    read: @escaping @Sendable (ConfigurationValue) throws(ConfigurationProblem) -> Value,
    text: @escaping @Sendable (Value) -> String
  ) {
    self.init(
      name, path, isList: false, needsRestart: needsRestart,
      add: { (value, place) throws(ConfigurationProblem) in place = try read(value) }, text: text)
  }

  /// A key whose lines add up.
  init<Value: Sendable>(
    list name: String, _ path: Place<Section, Value>,
    add: @escaping @Sendable (ConfigurationValue, inout Value) throws(ConfigurationProblem) -> Void,
    text: @escaping @Sendable (Value) -> String
  ) {
    self.init(name, path, isList: true, needsRestart: false, add: add, text: text)
  }

  private init<Value: Sendable>(
    _ name: String, _ path: Place<Section, Value>, isList: Bool, needsRestart: Bool,
    add: @escaping @Sendable (ConfigurationValue, inout Value) throws(ConfigurationProblem) -> Void,
    text: @escaping @Sendable (Value) -> String
  ) {
    self.name = name
    self.isList = isList
    self.needsRestart = needsRestart
    read = { (value, section) throws(ConfigurationProblem) in try add(value, &section[keyPath: path]) }
    copy = { source, destination in destination[keyPath: path] = source[keyPath: path] }
    self.text = { text($0[keyPath: path]) }
  }

  /// A number.
  init<Number: BinaryInteger & Sendable>(
    _ name: String, _ path: Place<Section, Number>, _ range: ClosedRange<Int>
  ) {
    self.init(
      name, path, read: { (value) throws(ConfigurationProblem) in Number(try value.number(range)) }, text: { "\($0)" })
  }
}

extension ConfigurationSection {
  /// Reads one line. An empty value puts back what is built in, as in systemd's files.
  ///
  /// - Returns: the key.
  mutating func read(_ name: String, _ value: ConfigurationValue) throws(ConfigurationProblem) -> ConfigurationKey<Self>
  {
    guard let key = Self.keys.first(where: { $0.name == name }) else {
      throw .unknown(name, Self.keys.map(\.name))
    }
    if value.isEmpty { key.copy(Self.builtIn, &self) } else { try key.read(value, &self) }
    return key
  }
}
