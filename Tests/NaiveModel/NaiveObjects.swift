/// Everything that a process's handles can name: one structure for each kind of object, in arrays that only grow.
struct NaiveObject {
  enum Kind {
    case interrupt(Int)
    case port(Int)
    case event
    case resource(Int)
    case msiAllocation(Int)
  }

  let kind: Kind
  var signals: UInt32 = 0
  /// Oldest first.
  var observers: [NaiveObserver] = []

  /// As zx_info_handle_basic_t tells it.
  var type: UInt32 {
    switch kind {
    case .event: ObjectType.event
    case .port: ObjectType.port
    case .interrupt: ObjectType.interrupt
    case .resource: ObjectType.resource
    case .msiAllocation: ObjectType.msiAllocation
    }
  }

  var defaultRights: UInt32 {
    switch kind {
    case .event: 0xD003
    case .port: 0x800F
    case .interrupt: 0xD00F
    case .resource: 0x800B
    case .msiAllocation: 0xC003
    }
  }

  /// What zx_object_signal may set and clear.
  var settableSignals: UInt32 {
    switch kind {
    case .event: Signal.user | Signal.eventSignaled
    case .interrupt: Signal.user
    case .port, .resource, .msiAllocation: 0
    }
  }
}

struct NaiveHandle {
  let name: HandleName
  let object: Int
  let rights: UInt32
}

struct NaiveInterrupt {
  enum State { case idle, triggered, needAck, waiting, destroyed }

  let object: Int
  let options: UInt32
  /// The source of a physical one.
  let line: Int?
  /// Where an MSI comes from.
  let allocation: Int?
  var state = State.idle
  var pending: Int64?
  /// The port it is bound to.
  var port: Int?
  var key: UInt64 = 0

  var isVirtual: Bool { line == nil }
}

struct NaivePort {
  struct InterruptPacket {
    let interrupt: Int
    let packet: Packet
  }

  struct OtherPacket {
    let packet: Packet
    /// The handle that the asynchronous wait was made through; nil for a user's packet.
    let source: HandleName?
  }

  let takesInterrupts: Bool
  var interruptPackets: [InterruptPacket] = []
  var otherPackets: [OtherPacket] = []
}

struct NaiveResource {
  let device: Int
  let base: UInt64
  let size: UInt64
}

struct NaiveMSIAllocation {
  let device: Int
  let base: UInt64
  let count: UInt32
}

/// A source of hardware interrupts.
struct NaiveLine {
  let device: Int
  let vector: UInt64
  let isLevel: Bool
  /// The interrupt that has it.
  var owner: Int?
  var isMasked = true
  /// What it raised while it was masked; it fires once, when it is unmasked.
  var latched: Int64?
}

/// Somebody who waits for signals of an object.
struct NaiveObserver {
  enum Purpose {
    /// An item of a wait_one or wait_many.
    case wait(step: Int, item: Int)
    case packet(port: Int, key: UInt64, stamp: UInt64)
  }

  let purpose: Purpose
  let handle: HandleName
  let signals: UInt32

  /// Whether it sends a packet with the key to the port.
  func isPacket(_ port: Int, _ key: UInt64) -> Bool {
    if case .packet(port, key, _) = purpose { true } else { false }
  }
}

/// A thread that waits.
struct NaiveWait {
  enum Target {
    case interrupt(Int)
    case port(Int)
    case signals([Item])
  }

  struct Item {
    let object: Int
    /// The signals when it matched or its handle was closed.
    var final: UInt32?
  }

  let step: Int
  var target: Target
}
