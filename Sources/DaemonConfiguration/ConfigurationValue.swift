import DeviceInventory
import Glibc
import InterruptLines
import Logging

/// What stands behind a key's `=`, and what it can be read as.
struct ConfigurationValue {
  private let text: String

  init(_ text: String) { self.text = text }

  var isEmpty: Bool { text.isEmpty }

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
    switch text {
    case "1": return true
    case "0": return false
    default:
      guard let boolean = booleanWord else { throw ConfigurationProblem("is yes or no, not '\(text)'") }
      return boolean
    }
  }

  /// Not 1 and 0, which may be users.
  private var booleanWord: Bool? {
    switch text.lowercased() {
    case "yes", "true", "on": true
    case "no", "false", "off": false
    default: nil
    }
  }

  func group() throws(ConfigurationProblem) -> gid_t {
    if let number = gid_t(text) { return number }
    guard let entry = getgrnam(text) else { throw ConfigurationProblem("there is no group '\(text)'") }
    return entry.pointee.gr_gid
  }

  func logLevel() throws(ConfigurationProblem) -> Logger.Level {
    guard let level = Logger.Level(rawValue: text) else {
      throw .unknownWord(text, Logger.Level.allCases.map(\.rawValue))
    }
    return level
  }

  func processors() throws(ConfigurationProblem) -> ProcessorSet {
    do throws(ProcessorSet.Malformed) { return try ProcessorSet(parsing: text) } catch {
      throw ConfigurationProblem(
        "is a list of processors below \(ProcessorSet.limit) such as '0 2-3', not '\(text)'")
    }
  }

  func principals() throws(ConfigurationProblem) -> [Principal] {
    var principals: [Principal] = []
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\t" }) {
      do throws(Principal.Unknown) { principals.append(try Principal(parsing: word)) } catch {
        throw ConfigurationProblem(word.contains(",") ? "names are separated by spaces, not '\(text)'" : "\(error)")
      }
    }
    return principals
  }

  /// What this line makes of a power that the lines before have given.
  func power(added power: Power) throws(ConfigurationProblem) -> Power {
    if let boolean = booleanWord { return boolean ? .everyoneAllowed : .only([]) }
    if text == "0" || text == "1" {
      throw ConfigurationProblem("'\(text)' may be a user or \(text == "1" ? "yes" : "no"); write the one or the other")
    }
    let added: [Principal]
    do throws(ConfigurationProblem) { added = try principals() } catch {
      throw ConfigurationProblem("is yes, no, or users and @groups: \(error.message)")
    }
    if case .only(let present) = power { return .only(present + added) }
    return .only(added)
  }

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
    if let meant = Spelling.nearest(to: key, among: known) {
      return ConfigurationProblem("is unknown; did you mean \(meant)?")
    }
    if let section = ConfigurationReader.title(ofSectionWith: key) {
      return ConfigurationProblem("is unknown here; it belongs into \(section)")
    }
    return ConfigurationProblem("is unknown; this section has \(known.joined(separator: ", "))")
  }

  fileprivate static func unknownWord(_ word: String, _ known: [String]) -> ConfigurationProblem {
    let choice = known.dropLast().joined(separator: ", ") + " or \(known.last ?? "")"
    let letters = { (word: String) in word.lowercased().filter(\.isLetter) }
    let same = known.first { letters($0) == letters(word) }
    guard let meant = same ?? Spelling.nearest(to: word, among: known) else {
      return ConfigurationProblem("is \(choice), not '\(word)'")
    }
    return ConfigurationProblem("is \(choice), not '\(word)'; '\(meant)' is meant")
  }
}
