import InterruptLines
import SystemPackage
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
  /// Of a VFIO device.
  private let lease: VFIOLease?
  private let inventory: Inventory
  private let wakeupLatency: WakeupLatency.Request

  init(
    _ found: FoundDevice, _ lease: VFIOLease?, for owner: Peer, decision: AccessPolicy.Decision, in inventory: Inventory
  ) {
    device = found.description
    self.owner = owner
    self.decision = decision
    self.found = found
    self.lease = lease
    self.inventory = inventory
    wakeupLatency = inventory.wakeupLatency.newRequest()
  }

  public var vectorCount: UInt32 { device.vectors }

  /// Whether the vectors can be had as MSI: not those of a device whose line is known to be level-triggered. A device
  /// whose driver has not requested its interrupt yet, as igb_uio before it is opened, is let pass.
  public var isMessageSignaled: Bool {
    switch device.trigger {
    case .edge, .unknown: true
    case .level, .none: false
    }
  }

  private func trigger(of vector: UInt32) -> DeviceDescription.Trigger {
    lease.map { $0.device.isLevel(vector) ? .level : .edge } ?? device.trigger
  }

  public func claim(
    vector: UInt32, mode: InterruptMode, for interrupt: Interrupt
  ) throws(Status) -> any InterruptLine {
    guard vector < device.vectors else { throw .outOfRange }
    guard mode.suits(trigger(of: vector)) else {
      Refusal.explain(
        "\(device.name): its line is \(trigger(of: vector).rawValue)-triggered and cannot be had otherwise; without a mode in "
          + "the options it comes as it is")
      throw .notSupported
    }
    return try inventory.openLine(of: found, lease, vector: vector, for: interrupt, owner: owner)
  }

  public func explainAbsence(of vector: UInt32) { Refusal.explain(absence(of: vector)) }

  private func absence(of vector: UInt32) -> String {
    if vector < device.vectors {
      return "\(device.name): the resource has only a part of its vectors, and not vector \(vector)"
    }
    if device.vectors > 0 { return "\(device.name): there is no vector \(vector); the device has \(device.vectors)" }
    guard let lease else {
      return "\(LineError(device: device.name, path: device.node ?? "", step: .arm, errno: .ioError))"
    }
    let asked = lease.device.interruptCounts.isEmpty ? nil : settings.interrupts
    return "\(LineError(device: device.name, step: .vfio(.chooseInterrupts(asked)), errno: .notSupported))"
  }

  /// Opens a range of registers for a client to map.
  ///
  /// Under UIO a region that is the whole of a PCI BAR has a file of its own, which only maps. Any other needs the UIO
  /// node, and a write to that masks or re-arms the device's interrupt (Linux: drivers/uio/uio.c, uio_write). Under VFIO
  /// it takes the device's own descriptor, which can do all that we can. So both are refused while another client has a
  /// vector of the device; and while a client has a VFIO device's descriptor, no other gets a vector. What has been
  /// handed out cannot be taken back: a client that had a UIO node before the other claimed the vector keeps it. Where
  /// clients do not trust each other, the configuration must give such a device to one of them, or its registers to none.
  ///
  /// - Parameter index: a region of `device`, of kind memory.
  /// - Throws: `DeviceError.regionsDenied` when the policy keeps the registers back, or another client has the interrupt.
  public func region(_ index: UInt32) throws(DeviceError) -> RegionMapping {
    try inventory.openRegion(place(index), of: found, for: owner)
  }

  /// A range of registers by its physical address, which can be mapped later.
  ///
  /// - Parameter index: a region of `device`, of kind memory.
  /// - Throws: `DeviceError.regionsDenied` when the policy keeps the registers back; what can never be mapped is refused
  ///   here as by `region(_:)`.
  public func registerRegion(_ index: UInt32) throws(DeviceError) -> GrantedRegion {
    let place = try place(index)
    guard let address = place.physicalAddress else { throw .noPhysicalAddress(device.name, index: index) }
    return GrantedRegion(place, at: address, of: found, for: owner, in: inventory)
  }

  private func place(_ index: UInt32) throws(DeviceError) -> RegionPlace {
    guard decision.mayMapRegions else { throw .regionsDenied(device.name, .policy(reason: decision.reason)) }
    return try inventory.place(ofRegion: index, of: found, lease)
  }

  // MARK: Latency

  /// Keeps the machine's processors from sleeping so deeply that they take longer to wake up, as long as the device is
  /// open.
  ///
  /// - Parameter microseconds: at most `WakeupLatency.limit`; nil for as long as they like.
  /// - Throws: `DeviceError.noLatencyLimit` on a kernel without power management; `.file` when the daemon may not.
  public func limitWakeupLatency(to microseconds: UInt32?) throws(DeviceError) {
    do throws(Errno) { try wakeupLatency.set(microseconds) } catch .noSuchFileOrDirectory {
      throw .noLatencyLimit(device.name)
    } catch {
      throw .file(device: device.name, path: WakeupLatency.path, errno: error)
    }
  }

  // MARK: Bus mastering

  /// How its lines are run.
  public var settings: LineSettings { inventory.settings(for: device) }

  /// Whether the device reaches memory and sends messages, as far as it says so now.
  public var isBusMaster: Bool { inventory.isBusMaster(found, lease) }

  /// Lets a PCI device reach memory and send messages, or not. Under UIO nothing stands between it and all of memory; the
  /// kernel switches it off again when a node of uio_pci_generic is closed, whoever else has it open (Linux:
  /// drivers/uio/uio_pci_generic.c, release).
  ///
  /// - Throws: `DeviceError.busMasterDenied` for a client that may not map registers either, for with both it has the
  ///   device; `.busMasterOfAnother` while another client uses the device; `.noBusMaster` for a device that is not on PCI.
  public func setBusMaster(_ on: Bool) throws(DeviceError) {
    guard decision.mayMapRegions else { throw .busMasterDenied(device.name, reason: decision.reason) }
    try inventory.setBusMaster(on, of: found, lease, by: owner)
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
