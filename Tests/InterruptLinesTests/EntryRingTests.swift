import CLinuxInterrupt
import Testing

@Suite("The entries that the kernel has noted for one processor")
struct EntryRingTests {
  @Test("are taken up to the time that is asked for, and the newest of them is told")
  func newest() {
    let ring = Ring()
    ring.note([100, 200, 300])
    #expect(ring.take(until: 250) == .init(newest: 200, isWhole: true))
    #expect(ring.take(until: 250) == .init(newest: 0, isWhole: true))
    #expect(ring.take(until: 300) == .init(newest: 300, isWhole: true))
  }

  @Test("are not trusted when there was no room for more, unless one came after the time that is asked for")
  func full() {
    let ring = Ring()
    ring.note(1...Int64(ring.room))
    #expect(!ring.take(until: 10_000).isWhole)
    ring.note([20_000])
    #expect(ring.take(until: 30_000) == .init(newest: 20_000, isWhole: true))
    ring.note(40_001...40_000 + Int64(ring.room))
    #expect(ring.take(until: 40_007) == .init(newest: 40_007, isWhole: true))
  }

  @Test("are told right where the ring goes round, and with a record of lost ones among them")
  func round() {
    let ring = Ring()
    for time in stride(from: Int64(1), to: 1000, by: 100) {
      ring.note(time..<time + 99)
      ring.noteLoss()
      ring.note([time + 99])
      #expect(ring.take(until: .max) == .init(newest: time + 99, isWhole: true))
    }
  }
}

/// A ring of perf's, as the kernel fills it. Source: Linux, include/uapi/linux/perf_event.h.
private final class Ring {
  private let page = 4096
  private let memory: UnsafeMutableRawPointer
  private var head: UInt64 = 0

  // The places of perf_event_mmap_page's data_head and data_tail, and the types of records.
  private let headPlace = 1024
  private let tailPlace = 1032
  private let lost: UInt32 = 2
  private let sample: UInt32 = 9

  init() {
    memory = UnsafeMutableRawPointer.allocate(byteCount: 2 * page, alignment: page)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: 2 * page)
  }

  deinit { memory.deallocate() }

  struct Taken: Equatable {
    var newest: Int64
    var isWhole: Bool
  }

  /// How many entries the kernel writes before it finds no room: one byte stays free. Source: kernel/events/ring_buffer.c,
  /// ring_buffer_has_space.
  var room: Int { (page - 1) / 16 }

  func take(until time: Int64) -> Taken {
    var newest: Int64 = 0
    let isWhole = zirq_entry_ring_take(memory, page, time, &newest)
    return Taken(newest: newest, isWhole: isWhole)
  }

  func note(_ times: some Sequence<Int64>) {
    for time in times { write(sample, [UInt64(bitPattern: time)]) }
  }

  /// The event's number, and how many were lost.
  func noteLoss() { write(lost, [1, 7]) }

  private func write(_ type: UInt32, _ words: [UInt64]) {
    let size = UInt64(8 + 8 * words.count)
    let tail = memory.load(fromByteOffset: tailPlace, as: UInt64.self)
    precondition(head - tail + size < UInt64(page))
    for word in [UInt64(type) | size << 48] + words {
      memory.storeBytes(of: word, toByteOffset: page + Int(head) % page, as: UInt64.self)
      head += 8
    }
    memory.storeBytes(of: head, toByteOffset: headPlace, as: UInt64.self)
  }
}
