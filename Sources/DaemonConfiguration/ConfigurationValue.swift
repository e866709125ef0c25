import Glibc
import InterruptLines
import Logging

/// What stands behind a key's `=`, and what it can be read as.
struct ConfigurationValue {
  private let text: String

  init(_ text: String) { self.text = text }

  /// A socket's.
  func path() throws(ConfigurationProblem) -> String {
    guard text.hasPrefix("/") else { throw ConfigurationProblem("is an absolute path, not '\(text)'") }
    guard text.utf8.count <= 107 else { throw ConfigurationProblem("a socket's path has at most 107 bytes") }
    return text
  }

  func number(_ range: ClosedRange<Int>) throws(ConfigurationProblem) -> Int {
    guard let number = Int(text), range.contains(number) else {
      throw ConfigurationProblem("is a number from \(range.lowerBound) to \(range.upperBound), not '\(text)'")
    }
    return number
  }

  /// A number, or one of units of 1024 or 1024² bytes: "4096", "4K", "1M".
  func bytes(upTo limit: UInt64) throws(ConfigurationProblem) -> UInt64 {
    let unit: UInt64 = text.hasSuffix("K") ? 1 << 10 : text.hasSuffix("M") ? 1 << 20 : 1
    let digits = unit == 1 ? Substring(text) : text.dropLast()
    guard let number = UInt64(digits), number <= limit / unit else {
      throw ConfigurationProblem(
        "is a number of bytes from 0 to \(limit >> 20)M, such as 4096, 4K or 1M, not '\(text)'")
    }
    return number * unit
  }

  func mode() throws(ConfigurationProblem) -> mode_t {
    guard let mode = mode_t(text, radix: 8), mode <= 0o777 else {
      throw ConfigurationProblem("is an octal file mode such as 0660, not '\(text)'")
    }
    return mode
  }

  func boolean() throws(ConfigurationProblem) -> Bool {
    switch text.lowercased() {
    case "yes", "true", "on", "1": return true
    case "no", "false", "off", "0": return false
    default: throw ConfigurationProblem("is yes or no, not '\(text)'")
    }
  }

  func group() throws(ConfigurationProblem) -> gid_t {
    if let number = gid_t(text) { return number }
    guard let entry = getgrnam(text) else { throw ConfigurationProblem("there is no group '\(text)'") }
    return entry.pointee.gr_gid
  }

  func logLevel() throws(ConfigurationProblem) -> Logger.Level {
    guard let level = Logger.Level(rawValue: text) else {
      let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
      throw ConfigurationProblem("is one of \(levels), not '\(text)'")
    }
    return level
  }

  /// Nil for an empty value: all there are.
  func processors() throws(ConfigurationProblem) -> ProcessorSet? {
    if text.isEmpty { return nil }
    do throws(ProcessorSet.Malformed) { return try ProcessorSet(parsing: text) } catch {
      throw ConfigurationProblem(
        "is a list of processors below \(ProcessorSet.limit) such as '0 2-3', not '\(text)'")
    }
  }

  var words: [Substring] { text.split(whereSeparator: { $0 == " " || $0 == "\t" }) }

  /// One of a few words.
  func word<Word: RawRepresentable<String>>(of known: [Word]) throws(ConfigurationProblem) -> Word {
    guard let word = known.first(where: { $0.rawValue == text }) else {
      throw .unknownWord(text, known.map(\.rawValue))
    }
    return word
  }

  /// The same, or `auto`: nil.
  func wordOrAuto<Word: RawRepresentable<String>>(of known: [Word]) throws(ConfigurationProblem) -> Word? {
    if text == "auto" { return nil }
    guard let word = known.first(where: { $0.rawValue == text }) else {
      throw .unknownWord(text, ["auto"] + known.map(\.rawValue))
    }
    return word
  }
}

/// What is wrong with one key or its value: the rest of a sentence that begins with the key.
struct ConfigurationProblem: Error {
  let message: String

  init(_ message: String) { self.message = message }

  static func unknown(_ key: String, _ known: [String]) -> ConfigurationProblem {
    if let meant = known.first(where: { $0.lowercased() == key.lowercased() }) {
      return ConfigurationProblem("is unknown; it is spelled \(meant)")
    }
    return ConfigurationProblem("is unknown; this section has \(known.joined(separator: ", "))")
  }

  fileprivate static func unknownWord(_ word: String, _ known: [String]) -> ConfigurationProblem {
    let choice = known.dropLast().joined(separator: ", ") + " or \(known.last ?? "")"
    let letters = { (word: String) in word.lowercased().filter(\.isLetter) }
    guard let meant = known.first(where: { letters($0) == letters(word) }) else {
      return ConfigurationProblem("is \(choice), not '\(word)'")
    }
    return ConfigurationProblem("is \(choice), not '\(word)'; '\(meant)' is meant")
  }
}
