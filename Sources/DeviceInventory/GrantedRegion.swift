import ZirconObjects

/// A range of registers of a device that one client has been allowed to open. Thread-safe.
///
/// Good for one life of the device, as its grant is.
public final class GrantedRegion: RegisterRegion {
  /// Bytes. Of a PCI device, what the BAR holds; of another, what its UIO driver says. `offset` bytes before it, as
  /// `mapping()` has it, a page begins.
  public let physicalAddress: UInt64
  public let size: UInt64

  /// The device's stable name.
  public var device: String { found.description.name }

  private let place: RegionPlace
  private let found: FoundDevice
  private let owner: Peer
  private let inventory: Inventory

  init(
    _ place: RegionPlace, at physicalAddress: UInt64, of found: FoundDevice, for owner: Peer, in inventory: Inventory
  ) {
    self.physicalAddress = physicalAddress
    size = place.size
    self.place = place
    self.found = found
    self.owner = owner
    self.inventory = inventory
  }

  /// Opens the registers for the client to map. Each call opens anew, and judges anew.
  ///
  /// - Throws: `DeviceError.gone`, or `DeviceError.regionsDenied` when another client has the interrupt: see
  ///   `DeviceGrant.region(_:)`.
  public func mapping() throws(DeviceError) -> RegionMapping {
    try inventory.openRegion(place, of: found, for: owner)
  }
}
