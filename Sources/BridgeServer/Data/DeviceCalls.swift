import CLinuxInterrupt
import CWire
import DaemonLog
import DeviceInventory
import InterruptLines
import SystemPackage
import ZirconObjects

/// The calls that are zirq's own: finding devices and opening them, for one client.
struct DeviceCalls: Sendable {
  let inventory: Inventory
  let peer: Peer
  let log: EventLog
  let denials: DenialLog

  /// The right to use a device's interrupts.
  func open(_ name: String) throws(Status) -> Resource {
    do throws(DeviceError) {
      return Resource(try inventory.open(name, for: peer))
    } catch {
      throw refused("open a device", error, device: name)
    }
  }

  /// A memory file with a record for each device.
  func list(_ reply: inout zirq_wire_reply_t) throws(Status) -> OwnedDescriptor {
    let records = inventory.devices().map { record($0) }
    var file: Int32 = -1
    let error = records.withUnsafeBytes { zirq_memory_file("zirq-devices", $0.baseAddress, $0.count, &file) }
    guard error == 0 else {
      log.write(
        .callRefused, about: EventFields(client: peer),
        "no memory file for a list of devices: \(Errno(rawValue: error))")
      throw .noMemory
    }
    reply.value = UInt32(records.count)
    return OwnedDescriptor(owning: file)
  }

  private func record(_ status: DeviceStatus) -> zirq_wire_device_t {
    let device = status.device
    var record = zirq_wire_device_t()
    store(device.name, in: &record.name)
    store(device.driver ?? "", in: &record.driver)
    store(device.node ?? "", in: &record.node)
    record.vectors = device.vectors
    record.regions = UInt32(device.regions.count)
    record.flags = flags(status)
    return record
  }

  private func flags(_ status: DeviceStatus) -> UInt32 {
    let device = status.device
    var flags: UInt32 = 0
    if inventory.decision(on: device, for: peer).mayOpen { flags |= ZIRQ_DEVICE_ALLOWED }
    if status.lines.contains(where: { $0.owner != nil }) { flags |= ZIRQ_DEVICE_CLAIMED }
    if device.trigger == .level { flags |= ZIRQ_DEVICE_LEVEL }
    if device.isRemoving { flags |= ZIRQ_DEVICE_REMOVING }
    return flags
  }

  /// What is known of a device that the client has opened.
  func info(_ resource: Resource) throws(Status) -> zirq_wire_device_info_t {
    let grant = try grant(of: resource)
    let opened = grant.device
    let listed = inventory.devices().first {
      $0.device.name == opened.name && $0.device.generation == opened.generation
    }
    guard var now = listed else { throw refused("learn of a device", .gone(opened.name), device: opened.name) }
    // What a VFIO device has is known best when it is open.
    let isRemoving = now.device.isRemoving
    now.device = opened
    now.device.isRemoving = isRemoving
    return zirq_wire_device_info_t(
      now, timestamps: grant.settings.timestamps,
      flags: flags(now) | (grant.isBusMaster ? ZIRQ_DEVICE_BUS_MASTER : 0))
  }

  /// - Parameter state: 0 or 1.
  func setBusMaster(_ state: UInt32, of resource: Resource) throws(Status) {
    let grant = try grant(of: resource)
    guard state <= 1 else { throw .invalidArgs }
    do throws(DeviceError) { try grant.setBusMaster(state == 1) } catch {
      throw refused("switch bus mastering", error, device: grant.device.name)
    }
  }

  /// - Parameter microseconds: ZIRQ_LATENCY_ANY for no limit.
  func limitWakeupLatency(_ microseconds: UInt32, of resource: Resource) throws(Status) {
    let grant = try grant(of: resource)
    let limit = microseconds == ZIRQ_LATENCY_ANY ? nil : microseconds
    guard limit ?? 0 <= WakeupLatency.limit else { throw .outOfRange }
    do throws(DeviceError) { try grant.limitWakeupLatency(to: limit) } catch {
      throw refused("limit the processors' wake-up latency", error, device: grant.device.name)
    }
  }

  /// A descriptor through which the client can map one region of a device that it has opened.
  func region(
    _ index: UInt32, of resource: Resource, _ reply: inout zirq_wire_reply_t
  ) throws(Status) -> OwnedDescriptor {
    let grant = try grant(of: resource)
    do throws(DeviceError) {
      let mapping = try grant.region(index)
      reply.payload.region = zirq_wire_region_t(mapping, offset: mapping.offset, size: mapping.size, mapping.access)
      return mapping.takeDescriptor()
    } catch {
      throw refused("map region \(index)", error, device: grant.device.name)
    }
  }

  /// The right to the physical addresses of one region of a device that the client has opened.
  func registers(_ index: UInt32, of resource: Resource) throws(Status) -> Resource {
    let grant = try grant(of: resource)
    do throws(DeviceError) {
      return Resource(try grant.registerRegion(index))
    } catch {
      throw refused("open region \(index)", error, device: grant.device.name)
    }
  }

  /// A descriptor through which the client can map some pages of a region.
  func map(_ pages: Process.Mapping, _ reply: inout zirq_wire_reply_t) throws(Status) -> OwnedDescriptor {
    guard let region = pages.memory.region as? GrantedRegion else { throw .notSupported }
    do throws(DeviceError) {
      let mapping = try region.mapping()
      // The mapping begins with the page in which the registers begin.
      let offset = pages.memory.base - (region.physicalAddress - mapping.offset) + pages.offset
      var access = mapping.access
      if !pages.access.contains(.read) { access.remove(.read) }
      if !pages.access.contains(.write) { access.remove(.write) }
      reply.payload.region = zirq_wire_region_t(mapping, offset: offset, size: pages.length, access)
      pages.memory.noteMapped()
      return mapping.takeDescriptor()
    } catch {
      throw refused("map registers", error, device: region.device)
    }
  }

  private func grant(of resource: Resource) throws(Status) -> DeviceGrant {
    guard case .interrupts(let controller) = resource.backing else { throw .wrongType }
    guard let grant = controller as? DeviceGrant else { throw .notSupported }
    return grant
  }

  private func refused(_ what: String, _ error: DeviceError, device: String) -> Status {
    if error.denial != nil {
      denials.note(error, what, by: peer)
    } else {
      log.write(
        .callRefused, about: EventFields(device: device, client: peer),
        "client \(peer.pid) (uid \(peer.uid)) cannot \(what): \(error)")
    }
    Refusal.explain("\(error)")
    return error.status
  }

  /// What an interrupt's line has counted; nothing for a virtual interrupt.
  func stats(_ interrupt: Interrupt) -> zirq_wire_stats_t {
    let snapshot = interrupt.snapshot
    let counts = (snapshot.line as? any ObservableLine)?.counts ?? LineCounts()
    return zirq_wire_stats_t(
      total: counts.total, delivered: counts.delivered, missed: counts.missed, rearms: counts.rearms,
      merged: snapshot.merged, reserved: 0)
  }
}

extension zirq_wire_region_t {
  /// - Parameters:
  ///   - offset: where the part begins that the client maps, bytes inside the mapping.
  ///   - size: of that part, bytes.
  fileprivate init(
    _ mapping: borrowing RegionMapping, offset: UInt64, size: UInt64, _ access: RegionMapping.Access
  ) {
    let hole = mapping.hole ?? 0..<0
    // A client refuses a hole that reaches out of the mapping; 2^32 pages are more than any region has.
    self.init(
      map_offset: mapping.mapOffset, map_length: mapping.mapLength, offset: offset, size: size, flags: access.rawValue,
      hole_page: UInt32(clamping: hole.lowerBound / MemoryPage.size),
      hole_pages: UInt32(clamping: UInt64(hole.count) / MemoryPage.size), reserved: 0)
  }
}

/// Stores a text in a C array, cut to what fits with its NUL.
private func store<Field>(_ text: String, in field: inout Field) {
  withUnsafeMutableBytes(of: &field) { $0.copyBytes(from: text.utf8.prefix($0.count - 1)) }
}
