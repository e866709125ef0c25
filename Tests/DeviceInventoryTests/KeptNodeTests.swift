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

  /// A daemon that systemd has started.
  private func inventory() -> Inventory {
    Inventory(
      simulated: [], policy: AccessPolicy(rules: [], owner: 0, group: nil), lines: LinePolicy(), files: tree.files,
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
}

/// Keeps copies of descriptors, as systemd does.
private final class FakeServiceManager: Sendable {
  private let kept = Guarded<[String: Int32]>([:])

  deinit { for descriptor in kept.withLock({ $0 }).values { close(descriptor) } }

  var count: Int { kept.withLock { $0.count } }

  var store: NodeStore {
    NodeStore(
      takeAll: { [self] in kept.withLock { kept in kept.map { ($0.key, dup($0.value)) } } },
      put: { [self] descriptor, name in
        kept.withLock { kept in
          #expect(kept[name] == nil)
          #expect(!name.contains(":") && !name.contains("/"))
          kept[name] = dup(descriptor)
        }
      },
      remove: { [self] name in
        guard let descriptor = kept.withLock({ $0.removeValue(forKey: name) }) else {
          Issue.record("\(name) is not kept")
          return
        }
        close(descriptor)
      })
  }
}
