import CZircon
import Foundation
import TestDaemon
import Testing

/// An interrupt of a simulated device. A vector has one owner, so each test takes one that no other test has.
struct PhysicalInterrupt: ~Copyable {
  enum Trigger: String, CaseIterable, Sendable {
    case edge = "sim:conformance-bank"
    case level = "sim:conformance-levels"
  }

  let object: Object
  let resource: Object
  let vector: Vector

  var handle: zx_handle_t { object.handle }

  init(_ trigger: Trigger, options: UInt32 = 0) throws {
    let vector = Vector(trigger)
    let resource = try Object.resource(trigger.rawValue)
    object = try Object { zx_interrupt_create(resource.handle, vector.number, options, $0) }
    self.resource = resource
    self.vector = vector
  }

  /// Makes the device interrupt.
  func fire(count: Int = 1) throws { try vector.fire(count: count) }

  /// How often the line has been armed, the first time included.
  func rearms() throws -> UInt64 {
    var statistics = zirq_interrupt_stats_t()
    try #require(zirq_interrupt_get_stats(handle, &statistics) == ZX_OK)
    return statistics.rearms
  }
}

/// A vector of a simulated device, for one test alone.
struct Vector: ~Copyable {
  let device: String
  let number: UInt32
  private let pool: VectorPool

  init(_ trigger: PhysicalInterrupt.Trigger) {
    pool = trigger == .edge ? .edge : .level
    device = trigger.rawValue
    number = pool.take()
  }

  deinit { pool.give(number) }

  func fire(count: Int = 1) throws {
    try SharedDaemon.connected.trigger(device, vector: Int(number), count: count)
  }
}

/// The vectors of one device that no test has taken.
private final class VectorPool: @unchecked Sendable {
  // Sendable: `free` is only touched under `condition`.

  static let edge = VectorPool()
  static let level = VectorPool()

  private let condition = NSCondition()
  private var free = Array<UInt32>(0..<8)

  func take() -> UInt32 {
    condition.withLock {
      while free.isEmpty { condition.wait() }
      return free.removeLast()
    }
  }

  func give(_ number: UInt32) {
    condition.withLock {
      free.append(number)
      condition.signal()
    }
  }
}
