import CWire
import DaemonLog
import Expectation
import Glibc
import InterruptLines
import Logging
import Sysfs
import ZirconObjects

@testable import BridgeServer
@testable import DeviceInventory

/// What one client says on its connections, held against real objects on one thread, so that an input always does the
/// same.
///
/// The input is requests of 64 bytes, the last one of which may be cut off. Two things make it easy to say something that
/// makes sense. The two highest bits of `op` choose the connection: three belong to one session, and the fourth is a
/// stranger's, whose first frame is the input's own. And a handle from 1 to 63 stands for one that the daemon has given
/// out, in their order.
struct Conversation {
  private let sessions = Sessions(limits: limits)
  private let inventory = inventoryOfSimulatedDevices

  /// Small, so that an input can reach them.
  private static let limits = ClientLimits(
    clients: 2, channels: 4, channelsPerClient: 3,
    process: Process.Limits(handles: 24, ports: 6, packetsPerPort: 4, packets: 8, asyncWaits: 8))

  private static let stranger = 3
  /// As much as is worth trying; libFuzzer's inputs are longer only where it is told so.
  private static let requestLimit = 256

  func run(_ input: UnsafeRawBufferPointer) {
    let descriptors = Conversation.nextDescriptor
    talk(input)
    expect(sessions.count == 0, "a session has outlived its channels")
    let owned = inventory.devices().flatMap(\.lines).contains { $0.owner != nil }
    expect(!owned, "a line has an owner, and its client has gone")
    expect(Conversation.nextDescriptor == descriptors, "a descriptor has been left open")
  }

  private func talk(_ input: UnsafeRawBufferPointer) {
    let sides = (0...Conversation.stranger).map { _ in ClientSide() }
    var given: [UInt32] = []
    var token = zirq_wire_request_t()
    token.op = ZIRQ_OP_HELLO
    token.options = ZIRQ_WIRE_VERSION
    for side in sides.dropLast() { greet(side, with: &token) }

    let size = MemoryLayout<zirq_wire_request_t>.size
    for start in stride(from: 0, to: min(input.count, Conversation.requestLimit * size), by: size) {
      guard start + size <= input.count else {
        // Half a frame, and then the end.
        let side = sides[0]
        if side.isOpen { side.send(UnsafeRawBufferPointer(rebasing: input[start...])) }
        break
      }
      var request = input.loadUnaligned(fromByteOffset: start, as: zirq_wire_request_t.self)
      let side = sides[Int(request.op >> 30)]
      request.op &= 1 << 30 - 1
      guard side.isOpen else { continue }
      request.resolveHandles(given)
      let breaksTurn = side.isWaiting && request.op != ZIRQ_OP_CANCEL
      side.send(request)
      serve(side)
      expect(!breaksTurn || !side.isOpen, "a request was served while a wait was parked")
      for side in sides { if let reply = side.reply(), reply.handle != 0 { given.append(reply.handle) } }
    }
    for side in sides where side.isOpen {
      side.finish()
      serve(side)
      expect(!side.isOpen, "a channel goes on after its end")
    }
  }

  private func greet(_ side: ClientSide, with hello: inout zirq_wire_request_t) {
    side.send(hello)
    serve(side)
    guard let reply = side.reply(), reply.status == 0 else { fatalError("the client is not let in") }
    hello.payload.hello = reply.payload.hello
  }

  /// Has the daemon take one frame, or the end of the stream.
  private func serve(_ side: ClientSide) {
    if let calls = side.calls {
      guard side.turn.refusal.collect(during: { side.channel.serveNext(calls, &side.turn) }) != nil else { return }
    } else if case .success((let session, _)) = side.channel.hello(
      peer: Conversation.peer, sessions: sessions, patience: 1_000_000_000)
    {
      side.session = session
      let devices = DeviceCalls(
        inventory: inventory, peer: Conversation.peer, log: Conversation.log, denials: DenialLog(Conversation.log))
      side.calls = Calls(process: session.process, devices: devices)
      return
    }
    side.end()
    if let session = side.session { sessions.leave(session) }
  }

  // MARK: What there is to talk about

  private static let peer = Peer(pid: getpid(), uid: 0, gid: 0)
  private static let log = EventLog(Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() })

  /// One of each kind, and nothing of this machine.
  private static let inventoryOfSimulatedDevices = Inventory(
    simulated: [
      SimulatedDeviceSettings(name: "edge", mode: .edge, vectors: 4, registers: 8192),
      SimulatedDeviceSettings(name: "level", mode: .level, registers: 100),
      SimulatedDeviceSettings(name: "secret", mode: .edge),
    ],
    policy: AccessPolicy(rules: [AccessPolicy.Rule(pattern: "sim:secret", allow: [])]),
    lines: LinePolicy(), files: SystemFiles(root: "/nonexistent"),
    kernel: Inventory.Kernel(
      uioNames: { [] }, isReady: { _ in true }, events: nil, openVFIO: Inventory.Kernel.openVFIO),
    report: { _ in })

  /// The lowest that is free. Source: open(2), dup(2).
  private static var nextDescriptor: Int32 {
    let next = dup(STDIN_FILENO)
    close(next)
    return next
  }
}

extension zirq_wire_request_t {
  /// Puts the handles that have been given out in the places where the input means them.
  fileprivate mutating func resolveHandles(_ given: [UInt32]) {
    func resolve(_ handle: inout UInt32) {
      if 1..<64 ~= handle, handle <= given.count { handle = given[Int(handle) - 1] }
    }
    switch op {
    case ZIRQ_OP_OBJECT_WAIT_MANY, ZIRQ_OP_OBJECT_WAIT_ITEMS:
      withUnsafeMutableBytes(of: &payload) { bytes in
        bytes.withMemoryRebound(to: zirq_wire_wait_item_t.self) { items in
          for index in items.indices { resolve(&items[index].handle) }
        }
      }
    case ZIRQ_OP_INTERRUPT_BIND, ZIRQ_OP_PORT_CANCEL, ZIRQ_OP_OBJECT_WAIT_ASYNC, ZIRQ_OP_MSI_CREATE, ZIRQ_OP_VMAR_MAP:
      resolve(&handle)
      resolve(&handle2)
    case ZIRQ_OP_OBJECT_WAIT_PENDING:
      break
    default:
      resolve(&handle)
    }
  }
}
