/// Why a client's call is refused, as a sentence for whoever made it. A `Status`, which is all that a call of Zircon's can
/// throw, has no room for one.
///
/// Whoever serves a client keeps one for each thread that makes the client's calls, and installs it there; what a call
/// finds out on that thread comes to that client, and to no other.
public final class Refusal: @unchecked Sendable {
  // Sendable: only the thread that has installed it uses it. No task is made there that would inherit it.

  @TaskLocal private static var installed: Refusal?

  /// At most `limit` bytes of UTF-8; nil when the call was not refused, or nothing more is known than the status.
  public private(set) var sentence: String?

  /// Bytes.
  public let limit: Int

  public init(limit: Int) { self.limit = limit }

  /// Forgets the sentence: another call begins.
  public func clear() { sentence = nil }

  /// Has the calls that this thread makes meanwhile leave their sentences here.
  public func collect<Result>(during calls: () -> Result) -> Result {
    Refusal.$installed.withValue(self, operation: calls)
  }

  /// Says why the call that this thread makes is refused, if somebody wants to know.
  public static func explain(_ sentence: @autoclosure () -> String) {
    guard let refusal = installed else { return }
    refusal.sentence = sentence().prefix(bytes: refusal.limit)
  }
}

extension String {
  /// As much of it as fits, in whole characters.
  fileprivate func prefix(bytes: Int) -> String {
    guard utf8.count > bytes else { return self }
    var end = utf8.index(startIndex, offsetBy: bytes)
    while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
    return String(self[..<end])
  }
}
