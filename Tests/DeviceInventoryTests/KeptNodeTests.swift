import CLinuxInterrupt
import Glibc
import InterruptLines
import Testing
import ZirconObjects

@testable import DeviceInventory

@Suite("A UIO node that stays open while the daemon restarts")
struct KeptNodeTests {
  private let tree: SystemTree
  private let manager = FakeServiceManager()
  private let peer = Peer(pid: 1, uid: 0, gid: 0)

  init() throws {
    tree = try SystemTree()
    let parent = try tree.addPCI("0000:00:04.0", driver: "uio_pci_generic", irq: 20)
    try tree.addUIO("uio0", name: "uio_pci_generic", parent: parent)
    try tree.makePipe("dev/uio0")
  }

  /// A daemon that systemd has started. It does not write to the node: what is written to a pipe can be read there.
  private func inventory() -> Inventory {
    Inventory(
      simulated: [], policy: AccessPolicy(rules: [], owner: 0, group: nil),
      lines: LinePolicy(byDefault: LineSettings(rearm: .client)), files: tree.files,
      kernel: .fake(tree.files), nodes: manager.store, report: { _ in })
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

  @Test("has the next daemon count what came while none ran")
  func counted() throws {
    let node = try OwnedDescriptor(opening: tree.path("dev/uio0"))
    for (before, during, counted) in [(5, 7, 1), (12, 13, 5), (17, 18, 4)] as [(UInt32, UInt32, UInt64)] {
      let inventory = inventory()
      raise(total: before, node)
      let client = try client(of: inventory)
      #expect(try inventory.counts(after: 1).total == counted)
      raise(total: during, node)
      #expect(try inventory.counts(after: 2).total == counted + UInt64(during - before))
      inventory.keepNodes()
      client.end()
      inventory.shutDown()
    }
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

  deinit { for descriptor in kept.withLock({ $0 }).values.joined() { close(descriptor) } }

  var count: Int { kept.withLock { $0.count } }

  var store: NodeStore {
    NodeStore(
      takeAll: { [self] in
        kept.withLock { kept in kept.flatMap { name, descriptors in descriptors.reversed().map { (name, dup($0)) } } }
      },
      put: { [self] descriptors, name in
        kept.withLock { kept in
          #expect(kept[name] == nil)
          #expect(!name.contains(":") && !name.contains("/"))
          kept[name] = descriptors.map { dup($0) }
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
