import InterruptLines
import ZirconObjects

/// A device that one client has been allowed to open: it hands out the interrupts and the registers. Thread-safe.
///
/// Good for one life of the device. When it has gone, every call answers so, even if a device of the same name has come.
public final class DeviceGrant: InterruptController {
  /// As it was when it was opened.
  public let device: DeviceDescription
  /// Who was allowed.
  public let owner: Peer
  /// What the policy said.
  public let decision: AccessPolicy.Decision

  private let found: FoundDevice
  private let inventory: Inventory

  init(_ found: FoundDevice, for owner: Peer, decision: AccessPolicy.Decision, in inventory: Inventory) {
    device = found.description
    self.owner = owner
    self.decision = decision
    self.found = found
    self.inventory = inventory
  }

  public var vectorCount: UInt32 { device.vectors }

  public func claim(
    vector: UInt32, mode: InterruptMode, for interrupt: Interrupt
  ) throws(Status) -> any InterruptLine {
    guard vector < device.vectors else { throw .outOfRange }
    guard mode.suits(device.trigger) else { throw .notSupported }
    return try inventory.openLine(of: found, vector: vector, for: interrupt, owner: owner)
  }

  /// Opens a range of registers for a client to map.
  ///
  /// - Parameter index: a region of `device`, of kind memory.
  public func region(_ index: UInt32) throws(DeviceError) -> RegionMapping {
    guard decision.mayMapRegions else { throw .regionsDenied(device.name, reason: decision.reason) }
    return try inventory.openRegion(index, of: found)
  }
}

extension InterruptMode {
  /// Linux says whether a line triggers by level or by edge, and not by which; what is not known is let pass.
  fileprivate func suits(_ trigger: DeviceDescription.Trigger) -> Bool {
    switch self {
    case .default: true
    case .edgeLow, .edgeHigh: trigger != .level
    case .levelLow, .levelHigh: trigger != .edge
    }
  }
}
