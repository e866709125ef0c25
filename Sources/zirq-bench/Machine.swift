import Glibc

/// What the figures were measured on.
struct Machine: Encodable {
  var processors: Int
  /// Those that the benchmark may run on, "0-1".
  var allowed: String?
  var processor: String?
  var kernel: String
  /// The load of the last minute, when the measurement began: others' work makes every wait longer.
  var load: Double

  init() {
    processors = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    allowed = Machine.field("Cpus_allowed_list", of: "/proc/self/status")
    // Not every architecture names it.
    processor = Machine.field("model name", of: "/proc/cpuinfo")
    var name = utsname()
    uname(&name)
    kernel = "\(Machine.text(name.sysname)) \(Machine.text(name.release))"
    var loads: [Double] = [0]
    getloadavg(&loads, 1)
    load = loads[0]
  }

  /// The first "NAME: VALUE" of a file.
  private static func field(_ name: String, of path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 4096)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      guard text.hasPrefix(name), let colon = text.firstIndex(of: ":") else { continue }
      return String(text[text.index(after: colon)...].drop(while: \.isWhitespace).prefix { !$0.isNewline })
    }
    return nil
  }

  private static func text<Characters>(_ characters: Characters) -> String {
    withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
