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
      return distance(Array(wanted.utf8.prefix(64)), Array(candidate.utf8)) <= 2
    }
  }

  /// Levenshtein's: the least number of bytes to insert, delete or replace.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (x == y ? 0 : 1))
        diagonal = above
      }
    }
    return row[b.count]
  }
}
