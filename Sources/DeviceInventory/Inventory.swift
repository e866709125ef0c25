import InterruptLines
import Sysfs
import SystemPackage
import ZirconObjects

/// The devices that exist, who may use them and who does. Thread-safe.
///
/// The kernel is asked anew each time: what is here is what sysfs shows now. No device node is opened but to claim an
/// interrupt or a region of it, for closing a node of uio_pci_generic clears the device's bus mastering.
public final class Inventory: Sendable {
  private let simulated: [SimulatedDevice]
  private let policy: AccessPolicy
  private let linePolicy: LinePolicy
  private let report: @Sendable (String) -> Void
  private let claimsChanged: @Sendable (ClaimChange) -> Void
  private let claims = ClaimTable()
  private let files: SystemFiles
  private let enumerate: @Sendable () -> [String]

  /// - Parameters:
  ///   - report: is told, in sentences for the operator, what goes wrong with a line. Any thread.
  ///   - claimsChanged: is told when somebody has opened a line or let it go. Any thread.
  public convenience init(
    simulated: [SimulatedDeviceSettings], policy: AccessPolicy, lines: LinePolicy,
    report: @escaping @Sendable (String) -> Void,
    claimsChanged: @escaping @Sendable (ClaimChange) -> Void = { _ in }
  ) {
    self.init(
      simulated: simulated, policy: policy, lines: lines, files: SystemFiles(),
      enumerate: { UIOEnumeration.names() }, report: report, claimsChanged: claimsChanged)
  }

  init(
    simulated: [SimulatedDeviceSettings], policy: AccessPolicy, lines: LinePolicy, files: SystemFiles,
    enumerate: @escaping @Sendable () -> [String], report: @escaping @Sendable (String) -> Void,
    claimsChanged: @escaping @Sendable (ClaimChange) -> Void = { _ in }
  ) {
    self.simulated = simulated.enumerated().map { SimulatedDevice($1, number: $0) }
    self.policy = policy
    linePolicy = lines
    self.files = files
    self.enumerate = enumerate
    self.report = report
    self.claimsChanged = claimsChanged
  }

  // MARK: Looking

  public func devices() -> [DeviceStatus] {
    let claims = claims.all
    return found().map { found in
      DeviceStatus(
        device: found.description,
        lines: (0..<found.description.vectors).map { vector in
          LineStatus(vector: vector, claim: claims[ClaimTable.Key(device: found.identity, vector: vector)])
        })
    }
  }

  /// Whether the peer may open a device, and why.
  public func decision(on device: DeviceDescription, for peer: Peer) -> AccessPolicy.Decision {
    policy.decide(on: [device.name] + device.aliases, for: peer)
  }

  /// The device that a name stands for.
  public func device(named name: String) throws(DeviceError) -> DeviceDescription {
    try find(name).description
  }

  // MARK: Using

  /// Allows a client a device. Nothing of the device is touched yet.
  public func open(_ name: String, for peer: Peer) throws(DeviceError) -> DeviceGrant {
    let found = try find(name)
    let decision = decision(on: found.description, for: peer)
    guard decision.mayOpen else { throw .denied(found.description.name, reason: decision.reason) }
    return DeviceGrant(found, for: peer, decision: decision, in: self)
  }

  /// Raises an interrupt of a simulated device.
  public func trigger(_ name: String, vector: UInt32, count: UInt64 = 1) throws(DeviceError) {
    let found = try find(name)
    guard case .simulated(let device) = found.origin else { throw .notSimulated(found.description.name) }
    guard device.raise(vector: vector, count: count) else {
      throw .noVector(device.name, vector: vector, count: device.settings.vectors)
    }
  }

  /// Detaches every line, which leaves its source masked. From now on there are no new ones.
  public func shutDown() {
    for line in claims.close() { line.detach() }
  }

  func openLine(
    of found: FoundDevice, vector: UInt32, for interrupt: Interrupt, owner: Peer
  ) throws(Status) -> any InterruptLine {
    let key = ClaimTable.Key(device: found.identity, vector: vector)
    let name = found.description.name
    let serial: UInt64
    do throws(Status) { serial = try claims.reserve(key, for: owner, interruptKoid: interrupt.koid) } catch {
      if error == .alreadyBound {
        Refusal.explain("\(name): vector \(vector) has an interrupt already; \"zirqctl list\" shows whose it is")
      }
      throw error
    }
    let released: @Sendable () -> Void = { [claims, claimsChanged] in
      guard claims.release(key, serial: serial) else { return }
      claimsChanged(ClaimChange(device: name, vector: vector, owner: owner, isClaimed: false))
    }
    let reportError: @Sendable (LineError) -> Void = { [report] in report("\($0)") }

    let settings = linePolicy.settings(for: found.names)
    let line: any ObservableLine
    do throws(LineError) {
      switch found.origin {
      case .simulated(let device):
        line = try device.open(
          vector: vector, for: interrupt, settings: settings, report: reportError, released: released)
      case .uio(let paths):
        // Before, lest another device's node be opened; after, for it may have come to that between.
        try requirePresence(of: found)
        let opened = try UIOLine(
          opening: paths, for: interrupt, settings: settings, report: reportError, released: released)
        do throws(LineError) { try requirePresence(of: found) } catch {
          opened.detach()
          throw error
        }
        line = opened
      }
    } catch {
      released()
      reportError(error)
      Refusal.explain("\(error)")
      throw error.status
    }
    guard claims.settle(key, serial: serial, line: line) else {
      line.detach()
      throw .unavailable
    }
    claimsChanged(ClaimChange(device: name, vector: vector, owner: owner, isClaimed: true))
    return line
  }

  /// Where a region is. Nothing is opened.
  func place(ofRegion index: UInt32, of found: FoundDevice) throws(DeviceError) -> RegionPlace {
    let device = found.description
    guard isPresent(found) else { throw .gone(device.name) }
    guard let region = device.regions.first(where: { $0.index == index && $0.kind == .memory }) else {
      throw device.regions.contains { $0.index == index }
        ? .portRegion(device.name, index: index) : .noRegion(device.name, index: index)
    }
    if case .simulated(let simulated) = found.origin, let registers = simulated.registers {
      return RegionPlace(registers)
    }
    if let bar = bar(behind: region, of: device) { return RegionPlace(bar: bar, of: device) }
    return try RegionPlace(map: region, of: device)
  }

  func openRegion(_ place: RegionPlace, of found: FoundDevice, for peer: Peer) throws(DeviceError) -> RegionMapping {
    let device = found.description
    guard isPresent(found) else { throw .gone(device.name) }
    if case .node(let path) = place.file, claims.hasClaim(on: found.identity, byOtherThan: peer) {
      throw .regionsDenied(device.name, .interruptOfAnother(node: path))
    }
    let mapping = try RegionMapping(opening: place, of: device, in: files)
    // The path may have come to be another device's between.
    guard isPresent(found) else { throw .gone(device.name) }
    return mapping
  }

  /// The BAR that a region is the whole of. A driver that exports less of it has its reasons.
  private func bar(behind region: DeviceDescription.Region, of device: DeviceDescription) -> PCIResource? {
    guard let sysfs = device.sysfs else { return nil }
    let page = MemoryPage.size
    return PCIResource.all(of: sysfs + "/device", in: files).first { bar in
      bar.isMemory && bar.start / page == region.address / page && region.size >= bar.size
    }
  }

  // MARK: Finding

  private func found() -> [FoundDevice] {
    var devices = simulated.map { FoundDevice($0) }
    for kernelName in enumerate() {
      if let device = FoundDevice(uio: kernelName, in: files) { devices.append(device) }
    }
    return devices.sorted { $0.description.name < $1.description.name }
  }

  private func find(_ name: String) throws(DeviceError) -> FoundDevice {
    let devices = found()
    let matching = devices.filter { $0.names.contains(name) }
    guard let device = matching.first else {
      throw .notFound(name, similar: DeviceNames.similar(to: name, among: devices.flatMap(\.names)))
    }
    guard matching.count == 1 else {
      throw .ambiguous(name, candidates: matching.map { $0.unambiguousName(among: matching) })
    }
    return device
  }

  private func isPresent(_ found: FoundDevice) -> Bool {
    switch found.origin {
    case .simulated: true
    case .uio: files.inode(found.identity.path) == found.identity.inode
    }
  }

  private func requirePresence(of found: FoundDevice) throws(LineError) {
    guard isPresent(found) else {
      throw LineError(
        device: found.description.name, path: found.description.node ?? "", step: .openNode,
        errno: .operationNotSupportedByDevice)
    }
  }
}
