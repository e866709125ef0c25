/// A handle as a sequence of calls names it: by the step that made it, so that steps can be left out and the others still
/// mean the same.
public struct HandleName: Hashable, Sendable, CustomStringConvertible {
  public let step: Int

  public init(step: Int) { self.step = step }

  /// ZX_HANDLE_INVALID.
  public static let invalid = HandleName(step: -1)
  /// A value that no handle ever has: its fixed bits are clear.
  public static let impossible = HandleName(step: -2)

  /// The IRQ resource of a device, which the process has from the beginning.
  public static func device(_ number: Int) -> HandleName { HandleName(step: -10 - number) }

  var isDevice: Bool { step <= -10 }

  public var description: String {
    switch self {
    case .invalid: "0"
    case .impossible: "nonsense"
    default: isDevice ? "device\(-10 - step)" : "h\(step)"
    }
  }
}

/// A call and its arguments, or something else that happens to the process.
public enum Call: Sendable {
  case handleClose(HandleName)
  case handleDuplicate(HandleName, rights: UInt32)
  case handleReplace(HandleName, rights: UInt32)

  case interruptCreate(HandleName, vector: UInt32, options: UInt32)
  case interruptBind(HandleName, port: HandleName, key: UInt64, options: UInt32)
  case interruptAck(HandleName)
  case interruptWait(HandleName)
  case interruptDestroy(HandleName)
  case interruptTrigger(HandleName, options: UInt32, timestamp: Int64)

  case portCreate(options: UInt32)
  /// Without a packet: with a null pointer in its place.
  case portQueue(HandleName, Packet?)
  case portWait(HandleName, polls: Bool)
  case portCancel(HandleName, source: HandleName, key: UInt64)
  case portCancelKey(HandleName, options: UInt32, key: UInt64)

  case eventCreate(options: UInt32)
  case objectSignal(HandleName, clear: UInt32, set: UInt32)
  case objectSignalPeer(HandleName, clear: UInt32, set: UInt32)
  case objectWaitOne(HandleName, signals: UInt32, polls: Bool)
  case objectWaitMany([WaitItem], polls: Bool)
  case objectWaitAsync(HandleName, port: HandleName, key: UInt64, signals: UInt32, options: UInt32)
  case objectGetInfo(HandleName, topic: UInt32)
  case objectGetProperty(HandleName, property: UInt32)
  case objectSetProperty(HandleName, property: UInt32)

  case resourceCreate(HandleName, options: UInt32, base: UInt64, size: UInt64)
  case msiAllocate(HandleName, count: UInt32)
  case msiCreate(HandleName, options: UInt32, id: UInt32, vmo: HandleName)

  /// A source of hardware interrupts raises one.
  case fire(device: Int, vector: Int, timestamp: Int64)
  /// The deadline passes of a wait that a step has left waiting, or its thread is interrupted.
  case giveUp(step: Int)
}

public struct WaitItem: Hashable, Sendable, CustomStringConvertible {
  public let handle: HandleName
  public let signals: UInt32

  public var description: String { "\(handle): 0x\(String(signals, radix: 16))" }
}

/// zx_port_packet_t.
public struct Packet: Hashable, Sendable {
  public var key: UInt64
  public var type: UInt32
  public var status: Int32
  public var payload: SIMD4<UInt64>

  public init(key: UInt64, type: UInt32, status: Int32, payload: SIMD4<UInt64>) {
    self.key = key
    self.type = type
    self.status = status
    self.payload = payload
  }
}

public struct Step: Sendable, CustomStringConvertible {
  public let number: Int
  public let call: Call

  public var description: String { "\(number): \(call)" }
}

/// What a call answers, or a wait when it ends.
public enum Reply: Hashable, Sendable {
  case status(NaiveStatus)
  /// OK, and a handle.
  case made
  case timestamp(Int64)
  case packet(Packet)
  /// What `observed` or each `pending` then holds.
  case signals(NaiveStatus, [UInt32])
  case info([UInt64])
  /// Nothing yet.
  case waits
}

/// What a step has done.
public struct Outcome: Equatable, Sendable, CustomStringConvertible {
  public var reply: Reply
  /// The waits of earlier steps that it has ended, by the steps' numbers.
  public var wakes: [Int: Reply]
  /// Which lines are masked, one bit for each vector of all devices; nil where it cannot be seen.
  public var maskedLines: UInt64?

  public init(reply: Reply, wakes: [Int: Reply], maskedLines: UInt64?) {
    self.reply = reply
    self.wakes = wakes
    self.maskedLines = maskedLines
  }

  public var description: String {
    let ended = wakes.sorted { $0.key < $1.key }.map { ", the wait of step \($0.key) ends: \($0.value)" }.joined()
    return "\(reply)\(ended)\(maskedLines.map { ", masked lines: \(String($0, radix: 2))" } ?? "")"
  }
}
