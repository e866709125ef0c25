/// One thing in many lines: "Name: value", the names flush right, as systemctl's status does.
struct Fields {
  private var lines: [(name: String, value: String)] = []

  /// A value that is not known is left out.
  mutating func add(_ name: String, _ value: String?) {
    guard let value, !value.isEmpty else { return }
    lines.append((name, value.printable))
  }

  /// One line for each value; the name stands before the first.
  mutating func add(_ name: String, _ values: [String]) {
    for (index, value) in values.enumerated() { lines.append((index == 0 ? name : "", value.printable)) }
  }

  func write(_ style: Style) {
    let width = lines.map(\.name.count).max() ?? 0
    var text = ""
    for (name, value) in lines {
      let label = name.isEmpty ? " " : name + ":"
      text += String(repeating: " ", count: width + 1 - label.count) + style.faint(label) + " " + value + "\n"
    }
    StandardOutput.write(text)
  }
}
