import TestDaemon
import Testing
import Zirq

@Suite("A handle in Swift")
struct HandleTests {
  let daemon = SharedDaemon.connected

  @Test("is closed at the end of its owner's life")
  func closes() throws {
    let interrupt = try VirtualInterrupt()
    #expect(try interrupt.handleCount == 1)
    do {
      let second = try interrupt.duplicate()
      #expect(try interrupt.handleCount == 2)
      #expect(try second.info.koid == interrupt.info.koid)
    }
    #expect(try interrupt.handleCount == 1)
  }

  @Test("that was given away is closed by whoever has taken it")
  func givesAway() throws {
    let interrupt = try VirtualInterrupt()
    let number = try interrupt.duplicate().takeHandle().take()
    #expect(try interrupt.handleCount == 2)
    do {
      let untyped = Handle(owning: number)
      #expect(untyped.rawValue == number)
      let typed = VirtualInterrupt(untyped)
      try typed.trigger()
    }
    #expect(try interrupt.handleCount == 1)
  }

  @Test("tells what it is: number, rights and type", arguments: ["interrupt", "port", "event", "resource"])
  func tells(of type: String) throws {
    let (info, expected, rights): (HandleInfo, ObjectType, Rights) =
      switch type {
      case "interrupt":
        (try VirtualInterrupt().info, .interrupt, [.duplicate, .transfer, .wait, .inspect, .read, .write, .signal])
      case "port": (try Port().info, .port, [.duplicate, .transfer, .inspect, .read, .write])
      case "event": (try Event().info, .event, [.duplicate, .transfer, .wait, .inspect, .signal])
      default: (try Resource(device: "sim:swift-edge").info, .resource, [.duplicate, .transfer, .inspect, .write])
      }
    #expect(info.type == expected)
    #expect(info.rights == rights)
    #expect(info.koid >= 1024)
  }

  @Test("can be narrowed and not widened, in a duplicate and in place")
  func narrows() throws {
    let interrupt = try VirtualInterrupt()
    let firing = try interrupt.duplicate(rights: [.signal, .duplicate])
    try firing.trigger()
    #expect(throws: Status.accessDenied) { try firing.ack() }
    #expect(throws: Status.accessDenied) { try firing.handleCount }
    #expect(throws: Status.invalidArgs) { _ = try firing.duplicate(rights: .wait) }
    let silent = try firing.replace(rights: [])
    #expect(try silent.info.rights == [])
    #expect(throws: Status.accessDenied) { try silent.trigger() }
    #expect(throws: Status.accessDenied) { _ = try silent.duplicate() }
    #expect(try interrupt.handleCount == 2)
    _ = consume silent
    #expect(try interrupt.handleCount == 1)
  }

  @Test("is closed even when it cannot be replaced")
  func replacesInVain() throws {
    let interrupt = try VirtualInterrupt()
    let weak = try interrupt.duplicate(rights: .wait)
    do {
      _ = try weak.replace(rights: .write)
      Issue.record("a right came from nowhere")
    } catch {
      #expect(error == .invalidArgs)
    }
    #expect(try interrupt.handleCount == 1)
  }

  @Test("of another type is found out by the calls")
  func wrongType() throws {
    let notAPort = Port(try Event().takeHandle())
    #expect(throws: Status.wrongType) { try notAPort.wait(until: .infinitePast) }
    let notAnInterrupt = VirtualInterrupt(try Port().takeHandle())
    #expect(throws: Status.wrongType) { try notAnInterrupt.trigger() }
  }
}
