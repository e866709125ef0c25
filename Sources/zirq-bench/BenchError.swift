import Glibc

/// Why there is no measurement: a sentence for the person.
struct BenchError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  /// What a call of Linux's has said no to.
  init(_ what: String, errno: Int32) { description = "\(what): \(String(cString: strerror(errno)))" }

  static func check(_ errno: Int32, _ what: String) throws(BenchError) {
    if errno != 0 { throw BenchError(what, errno: errno) }
  }
}
