import Dispatch
import Synchronization
import Testing

@testable import ZirconObjects

@Suite("A process")
struct ProcessTests {
  let process = Process(limits: Process.Limits(handles: 8, ports: 2, packetsPerPort: 4), clock: .stopped)

  private func virtual(_ process: Process) throws -> UInt32 {
    try process.interruptCreate(resource: 0, vector: 0, options: 0x10)
  }

  // MARK: Handles

  @Test("is given handles whose two low bits are set, and none that it has had before")
  func handleValues() throws {
    var seen = Set<UInt32>()
    for _ in 0..<5000 {
      let handle = try process.portCreate(options: 0)
      #expect(handle & 3 == 3)
      #expect(seen.insert(handle).inserted)
      try process.handleClose(handle)
    }
  }

  @Test("knows no handle with a wrong value", arguments: [0x3, 0x7, 0xFFFF_FFFF, 0x1000, 1, 2, 0x8000_0000])
  func unknownHandles(_ value: UInt32) throws {
    let handle = try process.portCreate(options: 0)
    #expect(throws: Status.badHandle) { try process.handleClose(value == handle ? value ^ 0x400 : value) }
    #expect(throws: Status.badHandle) { try process.handleClose(handle & ~3) }
    #expect(throws: Status.badHandle) { try process.handleClose(handle ^ 0x8000_0000) }
    try process.handleClose(handle)
    #expect(throws: Status.badHandle) { try process.handleClose(handle) }
    try process.handleClose(0)
  }

  @Test("is refused more handles and ports than it may have, and gets them again when it has closed some")
  func limits() throws {
    let ports = try [process.portCreate(options: 0), process.portCreate(options: 1)]
    #expect(throws: Status.noMemory) { try process.portCreate(options: 0) }
    let duplicate = try process.handleDuplicate(ports[0], rights: 0x8000_0000)
    try process.handleClose(ports[0])
    #expect(throws: Status.noMemory) { try process.portCreate(options: 0) }
    try process.handleClose(duplicate)
    _ = try process.portCreate(options: 0)

    let interrupts = try (0..<6).map { _ in try virtual(process) }
    #expect(throws: Status.noMemory) { try virtual(process) }
    #expect(throws: Status.noMemory) { try process.handleDuplicate(interrupts[0], rights: 0) }
    let replaced = try process.handleReplace(interrupts[0], rights: 0x8000_0000)
    #expect(process.handleCount == 8)
    try process.handleClose(replaced)
    _ = try virtual(process)
  }

  @Test("is refused more packets in all its ports together than it may have")
  func packetLimit() throws {
    let process = Process(limits: Process.Limits(packetsPerPort: 4, packets: 5), clock: .stopped)
    let ports = try [process.portCreate(options: 0), process.portCreate(options: 0)]
    let packet = PortPacket(key: 1, type: .user)
    for port in [ports[0], ports[0], ports[0], ports[1], ports[1]] { try process.portQueue(port, packet) }
    #expect(throws: Status.shouldWait) { try process.portQueue(ports[1], packet) }
    _ = try process.portWait(ports[0], waiter: nil)
    try process.portQueue(ports[1], packet)
    #expect(throws: Status.shouldWait) { try process.portQueue(ports[1], packet) }
    try process.portCancelKey(ports[1], options: 0, key: 1)
    try process.handleClose(ports[0])
    for _ in 0..<4 { try process.portQueue(ports[1], packet) }
  }

  @Test("never gets a handle to an object whose last handle another thread has closed")
  func duplicateAgainstClose() throws {
    for _ in 0..<2000 {
      let port = try process.portCreate(options: 0)
      let duplicated = Guarded<UInt32?>(nil)
      let isClosed = Guarded(false)
      // Not tasks: their threads are those that the tests beside this one block.
      DispatchQueue.concurrentPerform(iterations: 2) { [process] side in
        if side == 0 {
          let duplicate = try? process.handleDuplicate(port, rights: 0x8000_0000)
          duplicated.withLock { $0 = duplicate }
        } else {
          let closed: Void? = try? process.handleClose(port)
          isClosed.withLock { $0 = closed != nil }
        }
      }
      #expect(isClosed.withLock { $0 })
      if let duplicate = duplicated.withLock({ $0 }) {
        try process.portQueue(duplicate, PortPacket(key: 1, type: .user))
        try process.handleClose(duplicate)
      }
      #expect(process.portCount == 0)
    }
  }

  @Test("narrows rights when it duplicates, and never widens them")
  func duplicate() throws {
    let interrupt = try virtual(process)
    let waitOnly = try process.handleDuplicate(interrupt, rights: Rights.wait.rawValue)
    #expect(throws: Status.accessDenied) { try process.handleDuplicate(waitOnly, rights: 0x8000_0000) }
    #expect(throws: Status.accessDenied) { try process.interruptAck(waitOnly) }
    #expect(throws: Status.invalidArgs) { try process.handleDuplicate(interrupt, rights: 0x2_0000) }
    let nothing = try process.handleDuplicate(interrupt, rights: 0)
    #expect(throws: Status.accessDenied) { try process.interruptTrigger(nothing, options: 0, timestamp: 1) }
  }

  @Test("loses the old handle when it replaces it, even when the rights are refused")
  func replace() throws {
    let interrupt = try virtual(process)
    let weak = try process.handleReplace(interrupt, rights: Rights.write.rawValue)
    #expect(throws: Status.badHandle) { try process.interruptAck(interrupt) }
    #expect(throws: Status.badState) { try process.interruptAck(weak) }
    #expect(throws: Status.invalidArgs) { try process.handleReplace(weak, rights: Rights.wait.rawValue) }
    #expect(throws: Status.badHandle) { try process.interruptAck(weak) }
  }

  @Test("destroys an interrupt with the last of its handles and not before")
  func lastHandle() throws {
    let interrupt = try virtual(process)
    let duplicate = try process.handleDuplicate(interrupt, rights: 0x8000_0000)
    let waiter = RecordingWaiter()
    guard case .parked = try process.interruptWait(interrupt, waiter: waiter) else {
      Issue.record("the wait did not park")
      return
    }
    try process.handleClose(interrupt)
    #expect(waiter.wakeup == nil)
    try process.handleClose(duplicate)
    #expect(waiter.wakeup == "CANCELED")
  }

  @Test("leaves nothing behind when it ends")
  func end() throws {
    let controller = RecordingController()
    let resource = try process.addResource(Resource(controller))
    let interrupt = try process.interruptCreate(resource: resource, vector: 0, options: 0)
    let port = try process.portCreate(options: 1)
    try process.interruptBind(interrupt, port: port, key: 1, options: 0)
    process.end()
    #expect(process.handleCount == 0)
    #expect(process.portCount == 0)
    #expect(controller.line.calls.withLock { $0 } == ["mask", "detach"])
    #expect(throws: Status.badHandle) { try process.interruptAck(interrupt) }
  }

  // MARK: Creating interrupts

  @Test("creates a physical interrupt from a resource that covers the vector, and only so")
  func physical() throws {
    let resource = try process.addResource(Resource(RecordingController(vectorCount: 2)))
    let port = try process.portCreate(options: 1)
    #expect(throws: Status.badHandle) { try process.interruptCreate(resource: 0, vector: 0, options: 0) }
    #expect(throws: Status.wrongType) { try process.interruptCreate(resource: port, vector: 0, options: 0) }
    #expect(throws: Status.outOfRange) { try process.interruptCreate(resource: resource, vector: 2, options: 0) }
    #expect(throws: Status.outOfRange) { try process.interruptCreate(resource: resource, vector: 2, options: 0x80) }
    #expect(throws: Status.invalidArgs) { try process.interruptCreate(resource: resource, vector: 1, options: 0x80) }
    let edgeBoth: UInt32 = 0xA
    #expect(throws: Status.invalidArgs) {
      try process.interruptCreate(resource: resource, vector: 1, options: edgeBoth)
    }
    let interrupt = try process.interruptCreate(resource: resource, vector: 1, options: 0x69)
    #expect(throws: Status.badState) { try process.interruptTrigger(interrupt, options: 0, timestamp: 1) }
  }

  @Test("creates a virtual interrupt from no resource, unless it is a wake vector")
  func virtualOptions() throws {
    _ = try process.interruptCreate(resource: 77, vector: 99, options: 0x10)
    _ = try process.interruptCreate(resource: 0, vector: 0, options: 0x50)
    #expect(throws: Status.badHandle) { try process.interruptCreate(resource: 0, vector: 0, options: 0x30) }
    #expect(throws: Status.invalidArgs) { try process.interruptCreate(resource: 0, vector: 0, options: 0x11) }
    let resource = try process.addResource(Resource(RecordingController()))
    _ = try process.interruptCreate(resource: resource, vector: 0, options: 0x30)
    let slotUser: UInt32 = 62
    #expect(throws: Status.invalidArgs) {
      try process.interruptCreate(resource: resource, vector: 0, options: slotUser)
    }
  }

  @Test("is told why a device refuses, and keeps no handle")
  func refused() throws {
    let resource = try process.addResource(Resource(RecordingController(refusal: .alreadyBound)))
    #expect(throws: Status.alreadyBound) { try process.interruptCreate(resource: resource, vector: 0, options: 0) }
    #expect(process.handleCount == 1)
  }

  @Test("finds an interrupt triggered that has fired while it was created")
  func firesAtOnce() throws {
    let resource = try process.addResource(Resource(RecordingController(firesAtOnce: true)))
    let interrupt = try process.interruptCreate(resource: resource, vector: 0, options: 0)
    guard case .ended(let timestamp) = try process.interruptWait(interrupt, waiter: RecordingWaiter()) else {
      Issue.record("the wait blocked")
      return
    }
    #expect(timestamp == 1)
  }

  // MARK: The order of errors

  @Test("reports the first mistake of zx_interrupt_bind as Zircon does")
  func bindErrors() throws {
    let interrupt = try virtual(process)
    let port = try process.portCreate(options: 1)
    let plainPort = try process.portCreate(options: 0)
    let noRead = try process.handleDuplicate(interrupt, rights: Rights.write.rawValue)
    let noWrite = try process.handleDuplicate(port, rights: Rights.read.rawValue)
    func bind(_ interrupt: UInt32, _ port: UInt32, _ options: UInt32 = 0) throws(Status) {
      try process.interruptBind(interrupt, port: port, key: 0, options: options)
    }
    #expect(throws: Status.invalidArgs) { try bind(0, 0, 2) }
    #expect(throws: Status.badHandle) { try bind(0, 0) }
    #expect(throws: Status.wrongType) { try bind(port, 0) }
    #expect(throws: Status.accessDenied) { try bind(noRead, 0) }
    #expect(throws: Status.badHandle) { try bind(interrupt, 0) }
    #expect(throws: Status.wrongType) { try bind(interrupt, interrupt) }
    #expect(throws: Status.accessDenied) { try bind(interrupt, noWrite) }
    #expect(throws: Status.wrongType) { try bind(interrupt, plainPort) }
    #expect(throws: Status.notFound) { try bind(interrupt, port, 1) }
    try bind(interrupt, port)
    #expect(throws: Status.alreadyBound) { try bind(interrupt, port) }
    try process.interruptDestroy(interrupt)
    #expect(throws: Status.canceled) { try bind(interrupt, port) }
    #expect(throws: Status.canceled) { try bind(interrupt, port, 1) }
  }

  @Test("reports the first mistake of the port calls as Zircon does")
  func portErrors() throws {
    let interrupt = try virtual(process)
    let port = try process.portCreate(options: 1)
    let nothing = try process.handleDuplicate(port, rights: 0)
    let packet = PortPacket(key: 1, type: .user)
    #expect(throws: Status.invalidArgs) { try process.portCreate(options: 2) }
    #expect(throws: Status.badHandle) { try process.portQueue(0, nil) }
    #expect(throws: Status.wrongType) { try process.portQueue(interrupt, nil) }
    #expect(throws: Status.accessDenied) { try process.portQueue(nothing, nil) }
    #expect(throws: Status.invalidArgs) { try process.portQueue(port, nil) }
    try process.portQueue(port, packet)
    #expect(throws: Status.wrongType) { try process.portWait(interrupt, waiter: nil) }
    #expect(throws: Status.accessDenied) { try process.portWait(nothing, waiter: nil) }
    guard case .ended(let received) = try process.portWait(port, waiter: nil) else { return }
    #expect(received.key == 1)
    #expect(throws: Status.timedOut) { try process.portWait(port, waiter: nil) }
    #expect(throws: Status.invalidArgs) { try process.portCancelKey(0, options: 1, key: 1) }
    #expect(throws: Status.accessDenied) { try process.portCancelKey(nothing, options: 0, key: 1) }
    #expect(throws: Status.notFound) { try process.portCancelKey(port, options: 0, key: 1) }
    #expect(throws: Status.badHandle) { try process.portCancel(port, source: 0, key: 1) }
    #expect(throws: Status.accessDenied) { try process.portCancel(port, source: port, key: 1) }
    #expect(throws: Status.notFound) { try process.portCancel(port, source: interrupt, key: 1) }
  }

  @Test("tests the options of zx_interrupt_trigger before the handle")
  func triggerErrors() throws {
    #expect(throws: Status.invalidArgs) { try process.interruptTrigger(0, options: 1, timestamp: 0) }
    #expect(throws: Status.badHandle) { try process.interruptTrigger(0, options: 0, timestamp: 0) }
  }

  // MARK: Information

  @Test("is told about its objects")
  func info() throws {
    let interrupt = try process.interruptCreate(resource: 0, vector: 0, options: 0x50)
    let resource = try process.addResource(Resource(RecordingController()))
    _ = try process.handleDuplicate(interrupt, rights: 0)
    guard
      case .handleBasic(let koid, let rights, let type, 0) = try process.objectGetInfo(interrupt, topic: 2),
      case .interrupt(let options) = try process.objectGetInfo(interrupt, topic: 39),
      case .handleCount(let count) = try process.objectGetInfo(interrupt, topic: 19),
      case .handleValid = try process.objectGetInfo(interrupt, topic: 1)
    else {
      Issue.record("a topic was answered with another")
      return
    }
    #expect(koid >= 1024)
    #expect(rights == 0xD00F)
    #expect(type == 9)
    #expect(options == 0x50)
    #expect(count == 2)
    #expect(throws: Status.notSupported) { try process.objectGetInfo(0, topic: 12345) }
    #expect(throws: Status.badHandle) { try process.objectGetInfo(0, topic: 1) }
    #expect(throws: Status.wrongType) { try process.objectGetInfo(resource, topic: 39) }
  }

  @Test("is given Zircon's default rights")
  func defaultRights() {
    #expect(Interrupt.defaultRights.rawValue == 0xD00F)
    #expect(Port.defaultRights.rawValue == 0x800F)
    #expect(Resource.defaultRights.rawValue == 0x800B)
  }
}
