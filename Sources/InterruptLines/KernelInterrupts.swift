import Sysfs

/// The interrupts that the kernel has handlers for, as /proc/interrupts lists them.
///
/// Source: Linux, kernel/irq/proc.c, show_interrupts: the number, a count for each processor, the controller with its own
/// number and type, then, after two spaces, the names of the handlers with ", " between them.
package struct KernelInterrupts {
  private struct Line {
    var irq: UInt32
    var handlers: [Substring]
  }

  private let lines: [Line]

  init(rows: [Substring]) {
    let processors = rows.first?.split(separator: " ").count ?? 0
    lines = rows.dropFirst().compactMap { Self.line($0, processors: processors) }
  }

  /// Of this moment; none when the file cannot be read, as where systemd's ProcSubset=pid hides it.
  package init(in files: SystemFiles = SystemFiles()) { self.init(rows: files.lines("/proc/interrupts")) }

  /// The numbers of the interrupts that have a handler of this name. UIO's is the device's `name` attribute, VFIO's is
  /// "vfio-msix[0](0000:00:04.0)".
  package func numbers(ofHandler name: String) -> [UInt32] {
    lines.filter { $0.handlers.contains { $0 == name } }.map(\.irq)
  }

  /// Nil for the architecture's own, which have names instead of numbers and no handlers.
  private static func line(_ row: Substring, processors: Int) -> Line? {
    guard let colon = row.firstIndex(of: ":"), let irq = UInt32(row[..<colon].drop { $0 == " " }) else { return nil }
    var rest = row[row.index(after: colon)...]
    for _ in 0..<processors { rest = rest.drop { $0 == " " }.drop { $0.isNumber } }
    let names = rest.split(separator: ", ")
    guard let first = names.first else { return nil }
    // A name may have single spaces in it; what stands before the first of them has two behind it.
    guard let gap = first.lastDoubleSpace else { return Line(irq: irq, handlers: []) }
    return Line(irq: irq, handlers: [first[gap...].drop { $0 == " " }] + names.dropFirst())
  }
}

extension Substring {
  fileprivate var lastDoubleSpace: Index? {
    var previous: Index?
    for index in indices.reversed() {
      if self[index] == " ", let next = previous, self[next] == " " { return index }
      previous = index
    }
    return nil
  }
}
