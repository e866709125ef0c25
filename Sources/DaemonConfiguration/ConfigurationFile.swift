import CInih
import Glibc
import SystemPackage

/// The text of one configuration file: sections of `Key=value` lines, as systemd's unit files have them.
package struct ConfigurationFile {
  package struct Section {
    package var name: String
    package var line: Int
  }

  package struct Entry {
    package var section: String
    package var key: String
    package var value: String
    package var line: Int
  }

  package let path: String
  package private(set) var sections: [Section] = []
  package private(set) var entries: [Entry] = []
  package private(set) var errors: [ConfigurationError] = []

  /// Lengths that libinih cuts at without a word. Source: inih, ini.h INI_MAX_LINE, ini.c MAX_SECTION.
  private static let longestLine = 198
  private static let longestSection = 49

  /// Reads a file.
  ///
  /// - Throws: `ConfigurationError` when it cannot be read; what is wrong inside it is in `errors`.
  package init(reading path: String) throws(ConfigurationError) {
    do throws(Errno) {
      self.init(path: path, text: try ConfigurationFile.contents(of: path))
    } catch {
      throw ConfigurationError(file: path, message: "cannot be read: \(error)")
    }
  }

  package init(path: String, text: String) {
    self.path = path
    let parser = Parser(text)
    let result = withExtendedLifetime(parser) {
      let user = Unmanaged.passUnretained(parser).toOpaque()
      return ini_parse_stream(
        { buffer, size, user in
          guard let buffer, let user else { return nil }
          return Unmanaged<Parser>.fromOpaque(user).takeUnretainedValue().nextLine(into: buffer, size: Int(size))
        },
        user,
        { user, section, key, value in
          guard let user, let section, let key, let value else { return 0 }
          Unmanaged<Parser>.fromOpaque(user).takeUnretainedValue().add(
            section: String(cString: section), key: String(cString: key), value: String(cString: value))
          return 1
        },
        user)
    }
    sections = parser.sections
    entries = parser.entries
    errors = parser.mistakes.map { ConfigurationError(file: path, line: $0.line, message: $0.message) }
    // libinih tells the first one only.
    let told = Set(parser.mistakes.map(\.line))
    for line in Set(parser.meaningless + [Int(result)]).subtracting(told).sorted() where line > 0 {
      errors.append(ConfigurationError(file: path, line: line, message: "this is neither a [Section] nor Key=value"))
    }
    if result < 0 {
      errors.append(ConfigurationError(file: path, message: "there is no memory to read it"))
    }
    errors += entries.filter { $0.section.isEmpty }.map {
      ConfigurationError(file: path, line: $0.line, key: $0.key, message: "the key stands before any [Section]")
    }
  }

  /// Feeds libinih line by line, so that each entry can be told its line, and notes what libinih does not tell.
  private final class Parser {
    private var lines: ArraySlice<Substring.UTF8View>
    private var number = 0
    var sections: [Section] = []
    var entries: [Entry] = []
    var mistakes: [(line: Int, message: String)] = []
    /// Lines that are not empty, no comment and no section, and of which nothing came.
    var meaningless: [Int] = []
    private var isExpected = false

    init(_ text: String) {
      let newline = UInt8(ascii: "\n")
      lines = text[...].utf8.split(separator: newline, omittingEmptySubsequences: false)[...]
    }

    /// The work of fgets.
    func nextLine(into buffer: UnsafeMutablePointer<CChar>, size: Int) -> UnsafeMutablePointer<CChar>? {
      if isExpected { meaningless.append(number) }
      isExpected = false
      guard let line = lines.popFirst() else { return nil }
      number += 1
      note(line)
      let bytes = Array(line.prefix(min(size - 2, ConfigurationFile.longestLine))) + [UInt8(ascii: "\n"), 0]
      for (offset, byte) in bytes.enumerated() { buffer[offset] = CChar(bitPattern: byte) }
      return buffer
    }

    /// A section without keys never reaches the handler, and neither does what libinih passes over.
    private func note(_ line: Substring.UTF8View) {
      if line.contains(0) { mistake("the line holds a NUL character") }
      if line.count > ConfigurationFile.longestLine { mistake(tooLong) }
      // libinih passes over a byte order mark, too.
      let hasMark = number == 1 && line.starts(with: "\u{FEFF}".utf8)
      let text = line.dropFirst(hasMark ? 3 : 0).drop(while: isSpace)
      guard text.first == UInt8(ascii: "["), let end = text.firstIndex(of: UInt8(ascii: "]")) else {
        isExpected = !text.isEmpty && text.first != UInt8(ascii: "#") && text.first != UInt8(ascii: ";")
        if isExpected { noteEnd(of: text) }
        return
      }
      let name = String(decoding: text[..<end].dropFirst(), as: UTF8.self)
      if name.utf8.count > ConfigurationFile.longestSection { mistake(tooLong) }
      let rest = text[end...].dropFirst().drop(while: isSpace)
      if let first = rest.first, first != UInt8(ascii: ";"), first != UInt8(ascii: "#") {
        mistake("nothing may stand behind a [Section]")
      }
      sections.append(Section(name: name, line: number))
    }

    /// What other files of this kind mean otherwise: libinih cuts a value at " ;", and has a backslash as its end.
    private func noteEnd(of text: Substring.UTF8View) {
      if zip(text, text.dropFirst()).contains(where: { isSpace($0) && $1 == UInt8(ascii: ";") }) {
        mistake("a comment has a line of its own")
      }
      if text.last(where: { !isSpace($0) }) == UInt8(ascii: "\\") {
        mistake("a value goes on in the next line when that is indented, not by a \\")
      }
    }

    /// As isspace(3) has it in the C locale.
    private func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || 9...13 ~= byte }

    private let tooLong = "the line or its section's name is too long"

    private func mistake(_ message: String) { mistakes.append((number, message)) }

    func add(section: String, key: String, value: String) {
      isExpected = false
      entries.append(Entry(section: section, key: key, value: value, line: number))
    }
  }

  private static func contents(of path: String) throws(Errno) -> String {
    do {
      let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
      return try file.closeAfter {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
          let count = try chunk.withUnsafeMutableBytes { try file.read(into: $0) }
          if count == 0 { break }
          bytes += chunk[..<count]
          guard bytes.count <= 1 << 20 else { throw Errno.fileTooLarge }
        }
        return String(decoding: bytes, as: UTF8.self)
      }
    } catch let error as Errno {
      throw error
    } catch {
      throw Errno.ioError
    }
  }
}

/// What is wrong with the configuration, and where.
package struct ConfigurationError: Error, CustomStringConvertible {
  /// Nil when it is not in one file.
  package var file: String?
  package var line: Int?
  package var key: String?
  package var message: String

  init(file: String? = nil, line: Int? = nil, key: String? = nil, message: String) {
    self.file = file
    self.line = line
    self.key = key
    self.message = message
  }

  package var description: String {
    (file.map { $0 + (line.map { ":\($0)" } ?? "") + ": " } ?? "") + (key.map { "\($0): " } ?? "") + message
  }
}
