/// Some of the machine's processors, by the kernel's numbers. Written as in systemd's CPUAffinity=: "0 2-3" or "0,2-3".
public struct ProcessorSet: Sendable, Hashable, CustomStringConvertible {
  /// A set of the C library has no more. Source: sched.h, CPU_SETSIZE.
  public static let limit: UInt16 = 1024

  /// In ascending order, at least one.
  public let numbers: [UInt16]

  public struct Malformed: Error, Hashable {}

  public init(parsing text: some StringProtocol) throws(Malformed) {
    var numbers: Set<UInt16> = []
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "," }) {
      let ends = word.split(separator: "-", omittingEmptySubsequences: false).map { UInt16($0) }
      guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last,
        last < Self.limit
      else { throw Malformed() }
      numbers.formUnion(first...last)
    }
    guard !numbers.isEmpty else { throw Malformed() }
    self.numbers = numbers.sorted()
  }

  /// As the kernel writes and reads a list of processors: "0,2-3". Source: Linux, Documentation/core-api/irq/irq-affinity.rst.
  public var description: String {
    var ranges: [ClosedRange<UInt16>] = []
    for number in numbers {
      if let last = ranges.last, last.upperBound + 1 == number {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      .joined(separator: ",")
  }
}
