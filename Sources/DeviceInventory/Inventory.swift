import CLinuxInterrupt
import InterruptLines
import Synchronization
import Sysfs
import SystemPackage
import ZirconObjects

/// The devices that exist, who may use them and who does. Thread-safe.
///
/// The kernel is asked anew each time: what is here is what sysfs shows now. No device node is opened but for a client
/// that may use the device, for closing a node of uio_pci_generic clears the device's bus mastering, and the opening of a
/// VFIO device resets it.
public final class Inventory: Sendable {
  /// Nothing on an interrupt's way asks for them.
  let settings: Guarded<Settings>
  let report: @Sendable (DeviceTrouble) -> Void
  let claimsChanged: @Sendable (ClaimChange) -> Void
  let lineHeld: @Sendable (_ device: String, _ vector: UInt32, _ owner: Peer) -> Void
  let claims = ClaimTable()
  let degradations = Degradations()
  let wakeupLatency: WakeupLatency
  let keptNodes: KeptNodes
  let files: SystemFiles
  private let kernel: Kernel

  let known = KnownDevices()
  let openDevices = OpenVFIODevices()
  let holders: DescriptorHolders
  /// Held while the kernel's files are looked at, so that an older look never comes after a newer one; and while what it
  /// has shown is told, so that events come in their order. Holds what has been heard and not been compared yet.
  private let looking = Guarded(Set<String>())
  /// Whether there are devices to which udevd has not applied its rules yet.
  private let isWaitingForUdev = Atomic<Bool>(false)
  private let devicesChanged: @Sendable (DeviceEvent) -> Void
  let watch: DeviceWatch?

  /// What the inventory asks of the kernel, beside the files in sysfs.
  struct Kernel: Sendable {
    /// Those of UIO devices, "uio0".
    var uioNames: @Sendable () -> [String]
    /// Whether udevd has applied its rules to a device, by its directory in sysfs.
    var isReady: @Sendable (String) -> Bool
    var events: (any DeviceEvents)?
    var openVFIO: OpenVFIO
    /// Whether a process has anything of VFIO devices; nil where it cannot be seen.
    var seesVFIO: @Sendable (_ pid: Int32) -> Bool? = {
      VFIODescriptorUse.isSeen(inProcess: $0, in: SystemFiles())
    }
    /// How long a descriptor may be on its way to a client; ns.
    var deliveryTime: Int64 = 1_000_000_000

    typealias OpenVFIO =
      @Sendable (
        _ paths: VFIODevicePaths, _ settings: LineSettings, _ report: @escaping @Sendable (LineError) -> Void,
        _ removing: @escaping @Sendable () -> Void
      ) throws(LineError) -> any OpenVFIODevice

    static let openVFIO: OpenVFIO = { (paths, settings, report, removing) throws(LineError) in
      try VFIODevice(opening: paths, settings: settings, report: report, removing: removing)
    }
  }

  /// - Parameters:
  ///   - events: whose word about devices is waited for; nil for udevd's where it runs.
  ///   - removalGrace: how long a client may keep a VFIO device's descriptor when the system wants the device back.
  ///   - nodes: who keeps the open UIO nodes while the daemon restarts; nil for nobody.
  ///   - report: is told what goes wrong with a device, and may be told it often. Any thread.
  ///   - claimsChanged: is told when somebody has opened a line or let it go. Any thread.
  ///   - lineHeld: is told when a line interrupts so fast that it is held masked. Any thread.
  ///   - devicesChanged: is told when a device has come or gone, in that order, once `start` has been called. Any
  ///     thread; it must not call the inventory.
  public convenience init(
    simulated: [SimulatedDeviceSettings], policy: AccessPolicy, lines: LinePolicy,
    events: DeviceEventSource?, removalGrace: Duration = .seconds(10), nodes: NodeStore? = nil,
    report: @escaping @Sendable (DeviceTrouble) -> Void,
    claimsChanged: @escaping @Sendable (ClaimChange) -> Void = { _ in },
    lineHeld: @escaping @Sendable (_ device: String, _ vector: UInt32, _ owner: Peer) -> Void = { _, _, _ in },
    devicesChanged: @escaping @Sendable (DeviceEvent) -> Void = { _ in }
  ) {
    self.init(
      simulated: simulated, policy: policy, lines: lines, events: events ?? .available,
      // Without udevd nobody applies rules, and nothing is to be waited for.
      isReady: { !DeviceEventSource.isUdevRunning || UdevEnumeration.isInitialized($0) }, removalGrace: removalGrace,
      nodes: nodes,
      report: report, claimsChanged: claimsChanged, lineHeld: lineHeld, devicesChanged: devicesChanged)
  }

  /// - Parameter isReady: whether udevd has applied its rules to a device, by its directory in sysfs.
  package convenience init(
    simulated: [SimulatedDeviceSettings], policy: AccessPolicy, lines: LinePolicy, events source: DeviceEventSource,
    isReady: @escaping @Sendable (String) -> Bool, removalGrace: Duration, nodes: NodeStore? = nil,
    report: @escaping @Sendable (DeviceTrouble) -> Void, claimsChanged: @escaping @Sendable (ClaimChange) -> Void,
    lineHeld: @escaping @Sendable (_ device: String, _ vector: UInt32, _ owner: Peer) -> Void,
    devicesChanged: @escaping @Sendable (DeviceEvent) -> Void
  ) {
    // Receives before the first look, so that nothing is missed between the two.
    var monitor: UdevMonitor?
    do throws(Errno) { monitor = try UdevMonitor(source) } catch {
      report(
        DeviceTrouble(
          "the kernel's events about devices cannot be received: \(error); devices are looked for when asked for"))
    }
    self.init(
      simulated: simulated, policy: policy, lines: lines, files: SystemFiles(),
      kernel: Kernel(
        uioNames: { UdevEnumeration.names(subsystem: "uio") }, isReady: isReady, events: monitor,
        openVFIO: Kernel.openVFIO),
      removalGrace: removalGrace, nodes: nodes, report: report, claimsChanged: claimsChanged, lineHeld: lineHeld,
      devicesChanged: devicesChanged)
  }

  init(
    simulated: [SimulatedDeviceSettings], policy: AccessPolicy, lines: LinePolicy, files: SystemFiles, kernel: Kernel,
    removalGrace: Duration = .seconds(10), nodes: NodeStore? = nil, report: @escaping @Sendable (DeviceTrouble) -> Void,
    claimsChanged: @escaping @Sendable (ClaimChange) -> Void = { _ in },
    lineHeld: @escaping @Sendable (_ device: String, _ vector: UInt32, _ owner: Peer) -> Void = { _, _, _ in },
    devicesChanged: @escaping @Sendable (DeviceEvent) -> Void = { _ in }
  ) {
    settings = Guarded(
      Settings(access: policy, lines: lines, removalGrace: removalGrace, simulated: SimulatedDevices(simulated)))
    self.files = files
    wakeupLatency = WakeupLatency(root: files.root)
    keptNodes = KeptNodes(nodes)
    self.kernel = kernel
    holders = DescriptorHolders(isSeen: kernel.seesVFIO, deliveryTime: kernel.deliveryTime)
    self.report = report
    self.claimsChanged = claimsChanged
    self.lineHeld = lineHeld
    self.devicesChanged = devicesChanged
    do throws(Errno) { watch = try DeviceWatch(kernel.events) } catch {
      watch = nil
      report(DeviceTrouble("devices cannot be watched: \(error)"))
    }
    look(telling: false)
  }

  /// From now on tells of devices that come and go, and sees to it that those that the system wants back are let go.
  ///
  /// - Parameter cutOff: ends the session of a client that has not let go of such a device in time. Any thread.
  public func start(cutOff: @escaping @Sendable (Peer) -> Void) throws(Errno) {
    try watch?.start(deadline: { [weak self] in self?.nextAttention }) { [weak self] in
      self?.look()
      self?.closeRemoved()
      self?.endRemovals(cutOff)
      self?.keptNodes.dropForgotten()
    }
  }

  // MARK: Looking

  /// The devices that there are now, simulated ones among them, sorted by name; with who has which of their vectors.
  public func devices() -> [DeviceStatus] {
    let claims = claims.all
    return found().map { found in
      DeviceStatus(
        device: found.description,
        lines: (0..<found.description.vectors).map { vector in
          LineStatus(vector: vector, claim: claims[ClaimTable.Key(device: found.identity, vector: vector)])
        },
        settings: settings(for: found.description))
    }
  }

  /// Whether the peer may open a device, and why.
  public func decision(on device: DeviceDescription, for peer: Peer) -> AccessPolicy.Decision {
    accessPolicy.decide(on: device.traits, for: peer)
  }

  /// How a device's lines are run.
  public func settings(for device: DeviceDescription) -> LineSettings {
    linePolicy.settings(for: device.traits)
  }

  /// The device that a name stands for.
  public func device(named name: String) throws(DeviceError) -> DeviceDescription {
    try find(name).description
  }

  /// What the lines that have been opened do without, in sentences for the operator.
  public var warnings: [String] { degradations.all }

  /// What the lines have counted since the daemon began, for each vector that has been opened.
  public var lineTotals: [LineTotal] { claims.totals }

  // MARK: Opening

  /// Allows a client a device. A VFIO device is opened, unless another client has it open: only then is it known what it
  /// has. Nothing is touched of any other.
  public func open(_ name: String, for peer: Peer) throws(DeviceError) -> DeviceGrant {
    var found = try find(name)
    let decision = decision(on: found.description, for: peer)
    guard decision.mayOpen else { throw .denied(found.description.name, reason: decision.reason) }
    guard !found.description.isRemoving else { throw .removing(found.description.name) }
    found = try described(found)
    let lease = try lease(&found)
    return DeviceGrant(found, lease, for: peer, decision: decision, in: self)
  }

  /// A UIO device with all that it has. It is there before its maps and its interrupt are, until its driver's probe has
  /// ended; the device's lock is held as long, and taken to read this (Linux: drivers/uio/uio.c, __uio_register_device;
  /// drivers/base/dd.c; drivers/pci/pci-sysfs.c and drivers/base/platform.c, driver_override_show).
  private func described(_ found: FoundDevice) throws(DeviceError) -> FoundDevice {
    guard case .uio = found.origin, let sysfs = found.description.sysfs,
      let name = sysfs.split(separator: "/").last
    else { return found }
    _ = files.text(sysfs + "/device/driver_override")
    guard var described = FoundDevice(uio: String(name), in: files), described.identity == found.identity else {
      throw .gone(found.description.name)
    }
    described.description.generation = found.description.generation
    return described
  }

  /// Opens a VFIO device, or shares it, and learns what it has; nil for any other.
  func lease(_ found: inout FoundDevice) throws(DeviceError) -> VFIOLease? {
    guard case .vfio(let paths) = found.origin else { return nil }
    let identity = found.identity
    let settings = settings(for: found.description)
    let lease: VFIOLease
    do throws(LineError) {
      lease = try openDevices.lease(identity) { () throws(LineError) in
        try kernel.openVFIO(paths, settings, { [report] in report(DeviceTrouble($0)) }) { [weak self] in
          self?.remove(identity)
        }
      }
    } catch {
      report(DeviceTrouble(error))
      throw .line(error)
    }
    if !lease.device.tellsOfRemoval { watch?.ring() }
    // What has been opened may be the next life's.
    guard isPresent(found) else { throw .gone(found.description.name) }
    let facts = OpenedFacts(lease.device)
    known.learn(facts, of: identity)
    found.description.learn(facts)
    return lease
  }

  /// The daemon is about to end, and may be to start again: from now on the UIO nodes that are open stay so.
  public func keepNodes() { keptNodes.freeze() }

  /// Detaches every line, which leaves its source masked. From now on there are no new ones.
  public func shutDown() {
    watch?.stop()
    for line in claims.close() { line.detach() }
  }

  // MARK: Finding

  private func found() -> [FoundDevice] {
    look()
    return (simulatedDevices.map { FoundDevice($0) } + known.all).sorted { $0.description.name < $1.description.name }
  }

  func find(_ name: String) throws(DeviceError) -> FoundDevice {
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

  /// Looks at the kernel's files, and compares.
  private func look(telling: Bool = true) {
    looking.withLock { unbound in
      unbound.formUnion(heard())
      // What could not be read is not gone: then everything stays as it was known, until the next look.
      guard let hardware = SystemShortage.unlessShort({ hardware() }) else { return }
      let update = known.update(
        hardware, unbound: unbound, isOver: isOver,
        isHeld: { [openDevices, holders] in openDevices.isOpen($0) || !holders.of($0).isEmpty },
        deadline: zirq_clock_monotonic() + removalGrace.nanoseconds)
      unbound = []
      for identity in update.ended { forget(identity) }
      if telling { for event in update.events { devicesChanged(event) } }
      if update.hasDeadline { watch?.ring() }
    }
  }

  /// Takes the events that have come. That there are some is all they are needed for, but for the end of a removal, which
  /// the files do not always show.
  private func heard() -> Set<String> {
    var unbound: Set<String> = []
    while let events = kernel.events {
      // What was lost, the files show, the end of most removals included.
      guard let event = try? events.next() else { break }
      if event.action == "unbind" || event.action == "remove" { unbound.insert("\(event.subsystem):\(event.name)") }
    }
    return unbound
  }

  /// Whether devices are to be looked at again soon, for the kernel has told of them already and nobody else may.
  var looksAgain: Bool { isWaitingForUdev.load(ordering: .relaxed) }

  private func hardware() -> [FoundDevice] {
    var unready = false
    let isReady = { [kernel] (directory: String) in
      let isReady = kernel.isReady(directory)
      unready = unready || !isReady
      return isReady
    }
    defer { isWaitingForUdev.store(unready, ordering: .relaxed) }
    let uio = kernel.uioNames().filter { isReady("/sys/class/uio/\($0)") }
    let lines = linePolicy
    let vfio = VFIOEnumeration.places(in: files).compactMap { place -> FoundDevice? in
      // Nothing is read of a device that is being removed: some of its files block until it is gone.
      guard let identity = DeviceIdentity(place.binding, in: files), !known.isRemoving(identity),
        let found = FoundDevice(vfio: place, policy: lines, in: files), isReady(readiness(of: found))
      else { return nil }
      return found
    }
    return uio.compactMap { FoundDevice(uio: $0, in: files) } + vfio
  }

  /// What shows whether udevd is through with a VFIO device: its group's directory, where there are groups.
  private func readiness(of found: FoundDevice) -> String {
    guard case .vfio(let paths) = found.origin else { return found.identity.path }
    let name = (paths.group ?? paths.cdev ?? "").split(separator: "/").last ?? ""
    return paths.group == nil ? "/sys/class/vfio-dev/\(name)" : "/sys/class/vfio/\(name)"
  }

  func isPresent(_ found: FoundDevice) -> Bool {
    switch found.origin {
    case .simulated: simulatedDevices.contains { $0.identity == found.identity }
    case .uio: DeviceIdentity(found.identity.path, in: files) == found.identity
    case .vfio: !known.isRemoving(found.identity) && DeviceIdentity(found.identity.path, in: files) == found.identity
    }
  }

  func forget(_ identity: DeviceIdentity) {
    openDevices.forget(identity)
    holders.forget(identity)
  }

  /// Tells that a device has gone.
  func tell(_ event: DeviceEvent) { looking.withLock { _ in devicesChanged(event) } }
}
