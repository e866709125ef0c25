import Glibc

/// What the figures were measured on.
struct Machine: Encodable {
  var processors: Int
  var processor: String?
  var kernel: String
  /// The load of the last minute, when the measurement began: others' work makes every wait longer.
  var load: Double

  init() {
    processors = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    processor = Machine.processorName()
    var name = utsname()
    uname(&name)
    kernel = "\(Machine.text(name.sysname)) \(Machine.text(name.release))"
    var loads: [Double] = [0]
    getloadavg(&loads, 1)
    load = loads[0]
  }

  /// Not every architecture names it.
  private static func processorName() -> String? {
    guard let file = fopen("/proc/cpuinfo", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 1024)
    while fgets(&line, Int32(line.count), file) != nil {
      let parts = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        .split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].hasPrefix("model name") else { continue }
      return String(parts[1].dropFirst().prefix { $0 != "\n" })
    }
    return nil
  }

  private static func text<Characters>(_ characters: Characters) -> String {
    withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
