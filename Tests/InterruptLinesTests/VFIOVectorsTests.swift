import SystemPackage
import Testing

@testable import InterruptLines

@Suite("The vectors of a VFIO device")
struct VFIOVectorsTests {
  private typealias Call = VFIOVectors.Call

  /// What a table has been through, as the calls that the kernel saw.
  private struct Script {
    var vectors: VFIOVectors

    mutating func open(_ vector: UInt32, event: Int32) -> VFIOVectors.Call? { take(vector, to: .open(event: event)) }
    mutating func silence(_ vector: UInt32) -> VFIOVectors.Call? { take(vector, to: .silent) }
    mutating func close(_ vector: UInt32) -> VFIOVectors.Call? { take(vector, to: .idle) }

    private mutating func take(_ vector: UInt32, to state: VFIOVectors.Vector) -> VFIOVectors.Call? {
      defer { vectors.take(vector, to: state) }
      return vectors.call(taking: vector, to: state)
    }
  }

  @Test("are enabled all at once by the first that is opened, those that nobody has without an eventfd")
  func firstEnablesAll() {
    var msix = Script(vectors: VFIOVectors(.msix, count: 5))
    #expect(msix.open(2, event: 12) == Call(index: 2, events: [-1, -1, 12, -1, -1]))
    #expect(msix.open(0, event: 10) == Call(index: 2, start: 0, events: [10]))
    #expect(msix.open(4, event: 14) == Call(index: 2, start: 4, events: [14]))
  }

  @Test("are closed one by one, and disabled with the last")
  func lastDisables() {
    var msix = Script(vectors: VFIOVectors(.msix, count: 3))
    _ = msix.open(0, event: 10)
    _ = msix.open(2, event: 12)
    #expect(msix.close(0) == Call(index: 2, start: 0, events: [-1]))
    #expect(msix.close(2) == Call(index: 2))
    #expect(msix.open(1, event: 11) == Call(index: 2, events: [-1, 11, -1]))
  }

  @Test("are silenced without being disabled, be it the only one")
  func silencing() {
    var msix = Script(vectors: VFIOVectors(.msix, count: 2))
    _ = msix.open(1, event: 11)
    #expect(msix.silence(1) == Call(index: 2, start: 1, events: [-1]))
    #expect(msix.open(1, event: 11) == Call(index: 2, start: 1, events: [11]))
    #expect(msix.silence(1) != nil)
    #expect(msix.close(1) == Call(index: 2))
  }

  @Test("keep a message of MSI on its eventfd while others are open: freed, it would go to address 0")
  func messagesStay() {
    var msi = Script(vectors: VFIOVectors(.msi, count: 4))
    #expect(!msi.vectors.canSilence)
    _ = msi.open(0, event: 10)
    _ = msi.open(1, event: 11)
    #expect(msi.close(0) == nil)
    #expect(msi.open(0, event: 20) == Call(index: 1, start: 0, events: [20]))
    #expect(msi.close(0) == nil)
    #expect(msi.close(1) == Call(index: 1))
  }

  @Test("are one for a PCI device's wire")
  func wire() {
    var intx = Script(vectors: VFIOVectors(.intx, count: 1))
    #expect(intx.open(0, event: 7) == Call(index: 0, events: [7]))
    #expect(intx.close(0) == Call(index: 0))
  }

  @Test("of a platform device have an index each, and nothing in common")
  func platform() {
    var wires = Script(vectors: VFIOVectors(.platform, count: 3))
    #expect(wires.open(1, event: 7) == Call(index: 1, events: [7]))
    #expect(wires.open(2, event: 8) == Call(index: 2, events: [8]))
    #expect(wires.close(1) == Call(index: 1))
    #expect(wires.close(2) == Call(index: 2))
  }

  @Test("are fewer where the machine has no more to give, until all are closed")
  func fewer() {
    var msix = Script(vectors: VFIOVectors(.msix, count: 8))
    msix.vectors.limit(to: 2)
    #expect(msix.vectors.available == 2)
    #expect(msix.open(1, event: 11) == Call(index: 2, events: [-1, 11]))
    #expect(msix.close(1) == Call(index: 2))
    #expect(msix.vectors.available == 8)
    msix.vectors.limit(to: 100)
    #expect(msix.vectors.available == 8)
  }

  /// A machine that has only so many vectors to give, and what it was called for.
  private final class Machine {
    private let has: Int
    private(set) var calls: [Call] = []
    init(has: Int) { self.has = has }

    func perform(_ call: Call, _ available: inout UInt32) -> Int32 {
      calls.append(call)
      guard call.events.count > has else { return 0 }
      available = UInt32(has)
      return Errno.outOfRange.rawValue
    }
  }

  @Test("are tried again with the first of them, when the machine answers that it has fewer")
  func again() throws {
    var vectors = VFIOVectors(.msix, count: 4)
    let machine = Machine(has: 2)
    try vectors.take(1, to: .open(event: 11), by: machine.perform)
    #expect(machine.calls == [Call(index: 2, events: [-1, 11, -1, -1]), Call(index: 2, events: [-1, 11])])
    #expect(vectors[1] == .open(event: 11))
    #expect(throws: VFIOVectors.Refusal.fewer(available: 2)) {
      try vectors.take(2, to: .open(event: 12), by: machine.perform)
    }
    #expect(machine.calls.count == 2)
  }

  @Test("are not tried again for one that the machine has not, nor when there is an error")
  func notAgain() throws {
    var vectors = VFIOVectors(.msix, count: 4)
    let machine = Machine(has: 2)
    #expect(throws: VFIOVectors.Refusal.fewer(available: 2)) {
      try vectors.take(3, to: .open(event: 13), by: machine.perform)
    }
    #expect(machine.calls.count == 1)
    var others = VFIOVectors(.msix, count: 4)
    #expect(throws: VFIOVectors.Refusal.failed(.noSpace)) {
      try others.take(0, to: .open(event: 10)) { _, _ in Errno.noSpace.rawValue }
    }
    #expect(others[0] == .idle && others.available == 4)
  }
}
