import InterruptLines
import Testing

@testable import DeviceInventory

@Suite("The totals of lines")
struct LineTotalsTests {
  private func counts(_ total: UInt64) -> LineCounts { LineCounts(total: total, delivered: total) }

  private func latencies(_ count: UInt64) -> LineLatencies {
    var latencies = LineLatencies()
    latencies.ack.buckets[3] = count
    latencies.ack.sum = 10 * count
    return latencies
  }

  @Test("go on when a line is closed and another one opened, and do not mix devices or vectors")
  func reopened() {
    var totals = LineTotals()
    let first = totals.place(of: 0, device: "sim:a")
    let other = totals.place(of: 1, device: "sim:a")
    totals.add(counts(5), latencies(5), at: first)
    totals.countStorm(at: first)
    #expect(totals.place(of: 0, device: "sim:a") == first)
    let shown = totals.with([(counts(2), latencies(2), first), (counts(1), latencies(1), other)])
    #expect(shown.map(\.counts.total) == [7, 1])
    #expect(shown.map(\.latencies.ack.sum) == [70, 10])
    #expect(shown[0].latencies.ack.buckets[3] == 7)
    #expect(shown.map(\.storms) == [1, 0])
    #expect(shown.map(\.device) == ["sim:a", "sim:a"] && shown.map(\.vector) == [0, 1])
  }

  @Test("of more vectors than the table holds are added up in one")
  func full() {
    var totals = LineTotals()
    for vector in Array(0..<1000 as Range<UInt32>) + [0] {
      totals.add(counts(1), latencies(1), at: totals.place(of: vector, device: "pci:a"))
    }
    let shown = totals.with([])
    #expect(shown.count == LineTotals.limit + 1)
    #expect(shown.first?.counts.total == 2)
    #expect(shown.last.map { $0.device == "other" && $0.vector == nil } == true)
    #expect(shown.last?.counts.total == UInt64(1000 - LineTotals.limit))
  }
}
