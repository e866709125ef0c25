import ArgumentParser
import ControlInterface

struct Config: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the configuration that the daemon goes by, and where each value comes from.",
    discussion: """
      It is written as a configuration file, which would give the same daemon; above each value stands its source: a \
      file and line, a flag, or built-in.
      """)

  @OptionGroup var options: SharedOptions

  func run() throws {
    let reply = try options.daemon.get(.getConfiguration, as: ConfigurationReport.self)
    if options.json { return StandardOutput.writeLine(reply.json) }
    StandardOutput.write(reply.value.sections.map(\.text).joined(separator: "\n"))
  }
}

extension ConfigurationSectionReport {
  var text: String {
    "# \(source.printable)\n[\(name.printable)]\n"
      + settings.map { "# \($0.source.printable)\n" + $0.lines.map { $0.printable + "\n" }.joined() }.joined()
  }
}

extension SettingReport {
  /// The longest line that zirqd reads, bytes.
  private static let longest = 198

  /// Of a list that is too long for one line, several: they add up.
  var lines: [String] {
    var lines = ["\(key)="]
    for word in value.split(separator: " ") {
      let line = lines[lines.count - 1]
      if line.utf8.count + 1 + word.utf8.count > Self.longest, line != "\(key)=" { lines.append("\(key)=") }
      let separator = lines[lines.count - 1].hasSuffix("=") ? "" : " "
      lines[lines.count - 1] += separator + word
    }
    return lines
  }
}
