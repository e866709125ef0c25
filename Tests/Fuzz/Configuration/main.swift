import DaemonConfiguration
import Expectation
import LibFuzzer

// The text of a configuration file. What is read is what is written: in a file without errors every line that is neither
// empty nor a comment is a section or a key, each key is in the section above it, and what is wrong is told with its line.
zirq_fuzz(CommandLine.argc, CommandLine.unsafeArgv) { input, size in
  let text = String(decoding: UnsafeBufferPointer(start: input, count: size), as: UTF8.self)
  let file = ConfigurationFile(path: "zirqd.conf", text: text)
  var reader = ConfigurationReader()
  reader.apply(file)

  let mark = text.unicodeScalars.first == "\u{FEFF}" ? 3 : 0
  let lines = text.utf8.dropFirst(mark).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  for error in reader.errors {
    expect(error.line.map { 1...lines.count ~= $0 } ?? false, "an error without a line: \(error)")
  }
  guard reader.errors.isEmpty else { return 0 }
  let said = Set(file.sections.map(\.line)).union(file.entries.map(\.line))
  for (index, line) in lines.enumerated() {
    let text = line.drop { $0 == UInt8(ascii: " ") || 9...13 ~= $0 }
    let isComment = text.first == UInt8(ascii: ";") || text.first == UInt8(ascii: "#")
    expect(text.isEmpty || isComment || said.contains(index + 1), "line \(index + 1) is passed over")
  }
  for entry in file.entries {
    let section = file.sections.last { $0.line <= entry.line }
    expect(section?.name == entry.section, "line \(entry.line) is in another section than it stands in")
    let line = lines[entry.line - 1]
    let sign = line.firstIndex { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":") }
    // An indented line goes on with the value of the one before.
    let values = [trimmed(line)] + (sign.map { [trimmed(line[$0...].dropFirst())] } ?? [])
    expect(values.contains(entry.value), "line \(entry.line) has '\(entry.value)' instead of \(values)")
  }
  return 0
}

func trimmed(_ text: Substring.UTF8View) -> String {
  let start = text.drop { $0 == UInt8(ascii: " ") || 9...13 ~= $0 }
  let end = start.lastIndex { !($0 == UInt8(ascii: " ") || 9...13 ~= $0) }
  return end.map { String(decoding: start[...$0], as: UTF8.self) } ?? ""
}
