/// The text in an array of C's, which Swift sees as a tuple.
enum CText {
  /// Everything before the first NUL.
  static func string<Characters>(_ characters: Characters) -> String {
    withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
