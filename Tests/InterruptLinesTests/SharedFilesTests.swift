import Synchronization
import SystemPackage
import Testing

@testable import InterruptLines

@Suite("Files that devices share")
struct SharedFilesTests {
  private let shared = SharedFiles<Opened>()
  private let counts = Counts()

  private final class Counts: Sendable {
    let opened = Atomic<Int>(0)
    let open = Atomic<Int>(0)
  }

  private final class Opened: Sendable {
    let counts: Counts

    init(_ counts: Counts) {
      self.counts = counts
      counts.opened.wrappingAdd(1, ordering: .relaxed)
      counts.open.wrappingAdd(1, ordering: .relaxed)
    }

    deinit { counts.open.wrappingSubtract(1, ordering: .relaxed) }
  }

  private func share(_ path: String = "/dev/vfio/1") throws(LineError) -> SharedFiles<Opened>.Share {
    try shared.share(path) { Opened(counts) }
  }

  private var opened: Int { counts.opened.load(ordering: .relaxed) }
  private var open: Int { counts.open.load(ordering: .relaxed) }

  private func end(_ share: consuming SharedFiles<Opened>.Share) {}

  @Test("are opened for the first device, and closed with the last")
  func firstAndLast() throws {
    let first = try share()
    let second = try share()
    #expect(opened == 1)
    end(first)
    #expect(open == 1)
    try second.withFiles { #expect($0.counts === counts) }
    end(second)
    #expect(open == 0)
    end(try share())
    #expect(opened == 2 && open == 0)
  }

  @Test("of one path are not those of another")
  func paths() throws {
    let one = try share()
    let other = try share("/dev/vfio/2")
    #expect(open == 2)
    end(one)
    #expect(open == 1)
    end(other)
    #expect(open == 0)
  }

  @Test("that cannot be opened are tried again by the next device")
  func refused() throws {
    let refusal = LineError(device: "pci:0000:00:04.0", step: .vfio(.openGroup), errno: .resourceBusy)
    #expect(throws: refusal) {
      end(try shared.share("/dev/vfio/1") { () throws(LineError) in throw refusal })
    }
    end(try share())
    #expect(opened == 1 && open == 0)
  }
}
