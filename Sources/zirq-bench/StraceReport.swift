/// How often a process has made each system call.
typealias SystemCallCounts = [String: Int]

/// What strace -f -y writes, counted line by line.
struct StraceReport {
  private var threads: [String: TracedThread] = [:]
  private var unfinishedLine: [UInt8] = []

  private struct TracedThread {
    var counts: SystemCallCounts = [:]
    /// A simulated device's clock, which with hardware is no thread of the daemon's.
    var isTicker = false
  }

  /// Of all threads but the clocks of simulated devices.
  var counts: SystemCallCounts {
    threads.values.filter { !$0.isTicker }.reduce(into: [:]) { $0.merge($1.counts, uniquingKeysWith: +) }
  }

  mutating func take(_ bytes: ArraySlice<UInt8>) {
    var rest = bytes
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      unfinishedLine += rest[..<end]
      note(line: String(decoding: unfinishedLine, as: UTF8.self))
      unfinishedLine.removeAll(keepingCapacity: true)
      rest = rest[(end + 1)...]
    }
    unfinishedLine += rest
  }

  /// "1234 read(7<anon_inode:[eventfd]>, ..." counts; the second half of a call, "1234 <... read resumed>", a signal,
  /// "1234 --- SIGTERM ...", and an end, "1234 +++ exited ...", do not.
  private mutating func note(line: String) {
    let thread = line.prefix { $0 != " " }
    let rest = line.dropFirst(thread.count).drop { $0 == " " }
    guard let first = rest.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first),
      let parenthesis = rest.firstIndex(of: "(")
    else { return }
    let call = rest[..<parenthesis]
    let isTick = call == "read" && rest.contains("[timerfd]")
    threads[String(thread), default: TracedThread()].counts[String(call), default: 0] += 1
    if isTick { threads[String(thread)]?.isTicker = true }
  }
}
