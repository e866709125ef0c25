/// Names of devices, as people and clients give them.
enum DeviceNames {
  /// Whether a name fits into a frame, with its NUL, and onto a line of text.
  static func isUsable(_ name: String) -> Bool {
    name.utf8.count <= 47 && !name.unicodeScalars.contains { $0.properties.generalCategory == .control }
  }

  /// Those that someone may have meant by a name that does not exist.
  static func similar(to name: String, among known: [String]) -> [String] {
    let wanted = name.lowercased()
    let tail = wanted.split(separator: ":", maxSplits: 1).last ?? ""
    return known.filter { candidate in
      let candidate = candidate.lowercased()
      if tail.count >= 3 && candidate.hasSuffix(tail) { return true }
      return Spelling.distance(wanted, candidate) <= 2
    }
  }
}
