import CWire
import ZirconObjects

/// What a channel keeps of a wait for more objects than a frame holds: the items that have come before it, and the wait
/// itself, whose further results are asked for afterwards.
struct ObjectWaitFrames {
  private static let itemsPerFrame = Int(ZIRQ_WIRE_WAIT_ITEMS)
  private static let resultsPerFrame = Int(ZIRQ_WIRE_PENDING)

  private var items: [(handle: UInt32, signals: UInt32)] = []
  /// The last one, if its results do not fit into its own reply.
  private var wait: SignalWait?

  mutating func began(_ wait: SignalWait, on count: Int) {
    self.wait = count > ObjectWaitFrames.resultsPerFrame ? wait : nil
  }

  /// Keeps the items of one frame.
  ///
  /// - Returns: false when they are not those that follow.
  mutating func keep(_ request: zirq_wire_request_t) -> Bool {
    guard request.handle == items.count, items.count + ObjectWaitFrames.itemsPerFrame <= Process.waitManyLimit else {
      return false
    }
    items += request.payload.waitItems(ObjectWaitFrames.itemsPerFrame)
    return true
  }

  /// All items of the wait that this frame ends. Too many come without any: how many they would be is for Zircon to
  /// refuse.
  ///
  /// - Returns: nil when they are not as many as the frame says.
  mutating func take(_ request: zirq_wire_request_t) -> [(handle: UInt32, signals: UInt32)]? {
    defer { items = [] }
    let count = Int(request.handle)
    if count > Process.waitManyLimit {
      return Array(repeating: (0, 0), count: Process.waitManyLimit + 1)
    }
    guard 0...ObjectWaitFrames.itemsPerFrame ~= count - items.count else { return nil }
    return items + request.payload.waitItems(count - items.count)
  }

  /// Puts in what is pending, from a place on.
  ///
  /// - Returns: false when the last wait had no such place.
  func store(from place: UInt32, in reply: inout zirq_wire_reply_t) -> Bool {
    guard let observed = wait?.observed, place < observed.count else { return false }
    reply.store(pending: observed[Int(place)...].prefix(ObjectWaitFrames.resultsPerFrame))
    return true
  }
}

extension zirq_wire_reply_t {
  /// The result of a wait for signals.
  mutating func store(_ wait: SignalWait) {
    status = wait.status.rawValue
    let observed = wait.observed
    if op == ZIRQ_OP_OBJECT_WAIT_ONE {
      value = observed.first?.rawValue ?? 0
    } else {
      store(pending: observed.prefix(Int(ZIRQ_WIRE_PENDING)))
    }
  }

  fileprivate mutating func store(pending: ArraySlice<Signals>) {
    withUnsafeMutableBytes(of: &payload) { bytes in
      for (place, signals) in pending.enumerated() {
        bytes.storeBytes(of: signals.rawValue, toByteOffset: 4 * place, as: UInt32.self)
      }
    }
  }
}

extension zirq_wire_payload_t {
  fileprivate func waitItems(_ count: Int) -> [(handle: UInt32, signals: UInt32)] {
    withUnsafeBytes(of: self) { bytes in
      bytes.bindMemory(to: zirq_wire_wait_item_t.self).prefix(count).map { ($0.handle, $0.signals) }
    }
  }
}
