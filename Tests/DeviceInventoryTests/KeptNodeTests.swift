import CLinuxInterrupt
import Glibc
import InterruptLines
import SystemPackage
import Testing
import ZirconObjects

@testable import DeviceInventory

@Suite("A UIO node that stays open while the daemon restarts", .timeLimit(.minutes(1)))
struct KeptNodeTests {
  private let tree: SystemTree
  private let manager = FakeServiceManager()
  private let reports = Told()
  private let peer = Peer(pid: 1, uid: 0, gid: 0)

  init() throws {
    tree = try SystemTree()
    let parent = try tree.addPCI("0000:00:04.0", driver: "uio_pci_generic", irq: 20)
    try tree.addUIO("uio0", name: "uio_pci_generic", parent: parent, event: 3)
    try tree.makePipe("dev/uio0")
  }

  /// A daemon that systemd has started. It does not write to the node: what is written to a pipe can be read there.
  private func inventory() -> Inventory {
    Inventory(
      simulated: [], policy: AccessPolicy(rules: [], owner: 0, group: nil),
      lines: LinePolicy(byDefault: LineSettings(rearm: .client)), files: tree.files,
      kernel: .fake(tree.files), nodes: manager.store, report: { [reports] in reports.add("\($0)") })
  }

  /// A client that has the device's interrupt.
  private func client(of inventory: Inventory) throws -> Process {
    let client = Process(clock: .linux)
    let resource = try client.addResource(Resource(inventory.open("/dev/uio0", for: peer)))
    _ = try client.interruptCreate(resource: resource, vector: 0, options: 0)
    return client
  }

  @Test("is kept as long as its device is open, and let go with it")
  func kept() throws {
    let inventory = inventory()
    let client = try client(of: inventory)
    #expect(manager.count == 1)
    client.end()
    #expect(manager.count == 0)
    inventory.shutDown()
  }

  @Test("is used again by the next daemon, for the same life of the device alone")
  func restarted() throws {
    let first = inventory()
    _ = try client(of: first)
    first.keepNodes()
    first.shutDown()
    #expect(manager.count == 1)

    // It need not be opened again.
    try tree.remove("dev/uio0")
    let second = inventory()
    let client = try client(of: second)
    #expect(manager.count == 1)
    client.end()
    #expect(manager.count == 0)
    #expect(throws: Status.ioNotPresent) { _ = try self.client(of: second) }
    second.shutDown()

    try tree.write("dev/uio0", "")
    try tree.makePipe("dev/uio0")
    let third = inventory()
    _ = try self.client(of: third)
    third.keepNodes()
    third.shutDown()
    // Its driver makes another node, which is not there here.
    try tree.rebind("uio0")
    try tree.remove("dev/uio0")
    let fourth = inventory()
    #expect(throws: Status.ioNotPresent) { _ = try self.client(of: fourth) }
    fourth.shutDown()
  }

  @Test("has the next daemon count what came while none ran, across the wrap of 32 bits")
  func counted() throws {
    let node = try OwnedDescriptor(opening: tree.path("dev/uio0"))
    let lives: [(before: UInt32, during: UInt32, counted: UInt64)] = [
      (4_294_967_280, 4_294_967_290, 1), (4, 5, 10), (9, 10, 4),
    ]
    for life in lives {
      let inventory = inventory()
      raise(total: life.before, node)
      let client = try client(of: inventory)
      #expect(try inventory.counts(after: 1).total == life.counted)
      raise(total: life.during, node)
      #expect(try inventory.counts(after: 2).total == life.counted + UInt64(life.during - life.before))
      end(inventory, with: client)
    }
  }

  /// The kernel had counted 3 when the node was opened.
  @Test(
    "has it count also where none had come before, from what the kernel had counted, and as one where that says none",
    arguments: zip([9, 3] as [UInt32], [6, 1] as [UInt64]))
  func countedFromTheStart(during: UInt32, counted: UInt64) throws {
    let node = try OwnedDescriptor(opening: tree.path("dev/uio0"))
    let first = inventory()
    try end(first, with: client(of: first))
    raise(total: during, node)
    let second = inventory()
    let client = try client(of: second)
    #expect(try second.counts(after: 1).total == counted)
    end(second, with: client)
  }

  @Test("is used without a count where the store has lost it, or has two", arguments: [0, 2])
  func uncounted(counts: Int) throws {
    let node = try OwnedDescriptor(opening: tree.path("dev/uio0"))
    let first = inventory()
    try end(first, with: client(of: first))
    manager.change { descriptors in
      let count = descriptors.removeLast()
      for _ in 0..<counts { descriptors.append(dup(count)) }
      close(count)
    }
    raise(total: 9, node)
    let second = inventory()
    let client = try client(of: second)
    #expect(try second.counts(after: 1).total == 1)
    client.end()
    #expect(manager.count == 0)
    second.shutDown()
  }

  @Test("is opened anew where the store has only its count, which is let go")
  func lost() throws {
    let first = inventory()
    try end(first, with: client(of: first))
    manager.change { close($0.removeFirst()) }
    let second = inventory()
    #expect(manager.count == 0)
    try end(second, with: client(of: second))
    #expect(manager.count == 1)
  }

  @Test("is used though it cannot be kept, which is told")
  func refused() throws {
    manager.refuse(.noBufferSpace)
    let inventory = inventory()
    let client = try client(of: inventory)
    #expect(manager.count == 0)
    #expect(reports.sentences.count == 1)
    #expect(reports.sentences.first?.contains("a restart of zirqd will lose the node") == true)
    end(inventory, with: client)
  }

  /// As the daemon ends.
  private func end(_ inventory: Inventory, with client: Process) {
    inventory.keepNodes()
    client.end()
    inventory.shutDown()
  }

  private func raise(total: UInt32, _ node: borrowing OwnedDescriptor) {
    var total = total
    #expect(write(node.rawValue, &total, 4) == 4)
  }
}

extension Inventory {
  /// Of the one device, when its line has delivered that many interrupts.
  fileprivate func counts(after delivered: UInt64) throws -> LineCounts {
    while true {
      let line = try #require(devices().first?.lines.first)
      if line.counts.delivered == delivered { return line.counts }
      sched_yield()
    }
  }
}

/// Keeps copies of descriptors, as systemd does.
private final class FakeServiceManager: Sendable {
  private let kept = Guarded<[String: [Int32]]>([:])
  private let refusal = Guarded<Errno?>(nil)

  deinit { for descriptor in kept.withLock({ $0 }).values.joined() { close(descriptor) } }

  /// What it is given from now on it does not take.
  func refuse(_ errno: Errno) { refusal.withLock { $0 = errno } }

  /// Has other descriptors in the place of those that it keeps under a name, of which it has one.
  func change(_ change: (inout [Int32]) -> Void) {
    kept.withLock { kept in
      #expect(kept.count == 1)
      for name in kept.keys { change(&kept[name, default: []]) }
    }
  }

  var count: Int { kept.withLock { $0.count } }

  var store: NodeStore {
    NodeStore(
      takeAll: { [self] in
        kept.withLock { kept in kept.flatMap { name, descriptors in descriptors.reversed().map { (name, dup($0)) } } }
      },
      put: { [self] descriptors, name in
        if let refused = refusal.withLock({ $0 }) { return refused }
        return kept.withLock { kept in
          #expect(kept[name] == nil)
          #expect(!name.contains(":") && !name.contains("/"))
          kept[name] = descriptors.map { dup($0) }
          return nil
        }
      },
      remove: { [self] name in
        guard let descriptors = kept.withLock({ $0.removeValue(forKey: name) }) else {
          Issue.record("\(name) is not kept")
          return
        }
        for descriptor in descriptors { close(descriptor) }
      })
  }
}
