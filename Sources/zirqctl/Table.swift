/// Columns as systemd's tools write them: a header in capitals, two spaces between columns, "-" for what is not known.
struct Table {
  private let header: [String]
  private var rows: [[String]] = []

  init(_ header: String...) { self.header = header }

  mutating func add(_ cells: String?...) {
    rows.append(cells.map { cell in cell.map { $0.isEmpty ? "-" : $0.printable } ?? "-" })
  }

  /// - Parameter noun: for the count at the end, "device"; only people on a terminal get it.
  func write(_ options: SharedOptions, counting noun: String) {
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      var text = ""
      for (cell, width) in zip(cells, widths) {
        text += cell + String(repeating: " ", count: width - cell.count + 2)
      }
      while text.last == " " { text.removeLast() }
      return text
    }
    var text = ""
    if !options.noLegend { text += options.style.heading(line(header)) + "\n" }
    for row in rows { text += line(row) + "\n" }
    if !options.noLegend, StandardOutput.isTerminal {
      text += "\n\(rows.count) \(noun)\(rows.count == 1 ? "" : "s").\n"
    }
    StandardOutput.write(text)
  }
}
