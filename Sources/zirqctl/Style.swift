/// Emphasis on a terminal. Color repeats what the words say; nothing is told by it alone.
struct Style {
  var isColored: Bool

  func heading(_ text: String) -> String { wrap(text, "1") }
  func warning(_ text: String) -> String { wrap(text, "33") }
  func faint(_ text: String) -> String { wrap(text, "2") }

  /// Source: ECMA-48, SGR.
  private func wrap(_ text: String, _ code: String) -> String {
    isColored ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}

extension String {
  /// The text as a terminal may show it: other programs' names have no say over the screen.
  var printable: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
  }
}
