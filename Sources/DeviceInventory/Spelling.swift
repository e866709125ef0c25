/// What somebody may have meant by a word that is not known.
package enum Spelling {
  /// The known word that is written nearly so; nil when none is.
  package static func nearest(to word: String, among known: [String]) -> String? {
    let distances = known.map { ($0, distance(word, $0)) }
    // Of a short word two letters are most of it.
    guard let (nearest, distance) = distances.min(by: { $0.1 < $1.1 }), distance <= (word.utf8.count > 4 ? 2 : 1) else {
      return nil
    }
    return nearest
  }

  /// Levenshtein's: the least number of bytes to insert, delete or replace, whatever their case. Of a long word the
  /// beginning counts.
  package static func distance(_ one: String, _ other: String) -> Int {
    let a = Array(one.lowercased().utf8.prefix(64))
    let b = Array(other.lowercased().utf8.prefix(64))
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
