import CZircon

/// The right to a device's interrupts, ``Kind/irq``, or to some of its registers, ``Kind/mmio``.
public struct Resource: KernelObject, ~Copyable {
  public let handle: Handle

  /// Opens a device: the resource covers its vectors and gives its regions.
  ///
  /// - Parameter name: One of its names: "uio:edu", "pci:0000:00:04.0", "sim:button", "/dev/uio0".
  /// - Throws: `Status.notFound` for a name that no device has; `Status.invalidArgs` for one that several have;
  ///   `Status.accessDenied` when the daemon does not give this user the device.
  public init(device name: String) throws(ZirqError) {
    var opened = ZX_HANDLE_INVALID
    try ZirqError.check(zirq_device_open(name, &opened))
    handle = Handle(owning: opened)
  }

  /// The resource of a device's registers, which `zx_vmo_create_physical()` takes: the way of a driver that maps them by
  /// Zircon's own calls. ``Region`` is the short one.
  ///
  /// - Parameters:
  ///   - index: The number of the region: 0 ..< `Device.regions`.
  ///   - device: The device's resource.
  /// - Throws: `Status.outOfRange` for an index that the device lacks, `Status.notSupported` for what cannot be mapped.
  public init(region index: UInt32, of device: borrowing Resource) throws(ZirqError) {
    var opened = ZX_HANDLE_INVALID
    try ZirqError.check(zirq_region_open(device.handle.rawValue, index, &opened))
    handle = Handle(owning: opened)
  }

  public init(_ handle: consuming Handle) { self.handle = handle }

  public consuming func takeHandle() -> Handle { handle }

  /// A resource for a part of this one, to hand to who needs no more.
  ///
  /// - Parameters:
  ///   - range: Vectors of an IRQ resource, physical addresses of an MMIO resource; within this one's range.
  ///   - kind: This one's.
  ///   - name: What ``coverage`` shows; 31 bytes are kept.
  /// - Throws: `Status.accessDenied` when it is not within this one, or of another kind, or without the right to write.
  ///   Source: Zircon, zx_resource_create().
  public func narrowed(to range: Range<UInt64>, kind: Kind = .irq, name: String = "") throws(Status) -> Resource {
    let size = Int(bitPattern: UInt(range.upperBound - range.lowerBound))  // size_t, as Swift sees it
    var made = ZX_HANDLE_INVALID
    try Status.check(
      zx_resource_create(handle.rawValue, kind.rawValue, range.lowerBound, size, name, name.utf8.count, &made))
    return Resource(Handle(owning: made))
  }

  /// What it covers.
  ///
  /// - Throws: `Status.accessDenied` without the right to inspect. Source: Zircon, ZX_INFO_RESOURCE.
  public var coverage: Coverage {
    get throws(Status) { Coverage(try handle.record(ZX_INFO_RESOURCE, zx_info_resource_t())) }
  }

  /// What is known now of the device that this is a resource of.
  ///
  /// - Throws: `Status.wrongType` for a resource of registers, `Status.ioNotPresent` when the device has gone,
  ///   `Status.accessDenied` without the right to inspect. Source: zirq_device_info().
  public var deviceInfo: DeviceInfo {
    get throws(ZirqError) {
      var record = zirq_device_info_t()
      try ZirqError.check(zirq_device_info(handle.rawValue, &record))
      return DeviceInfo(record)
    }
  }

  /// Switches the bus mastering of a PCI device. While it is off, the device sends no message (MSI, MSI-X), and neither
  /// reads nor writes memory by itself.
  ///
  /// - Throws: `Status.notSupported` for a device that is not on PCI, `Status.ioNotPresent` when it has gone,
  ///   `Status.accessDenied` without the right to write, `Status.io` when Linux refuses. Source: zirq_bus_master().
  public func setBusMaster(_ isOn: Bool) throws(ZirqError) {
    try ZirqError.check(zirq_bus_master(handle.rawValue, isOn))
  }

  /// Limits how long the machine's processors may take to wake up, as long as the device is open; nil for no limit.
  ///
  /// - Parameter limit: rounded to whole microseconds.
  /// - Throws: `Status.outOfRange` for a negative time and for more than 2^31 microseconds, `Status.notSupported` when the
  ///   kernel has no such limit, `Status.accessDenied` when the daemon may not set it, or without the right to write.
  ///   Source: zirq_latency_limit().
  public func limitWakeupLatency(to limit: Duration?) throws(ZirqError) {
    let microseconds = limit.map { limit in
      let (seconds, attoseconds) = limit.components
      // What does not fit is out of range to the daemon, too.
      return seconds < 0 || attoseconds < 0 || seconds > 3600
        ? ZIRQ_LATENCY_ANY - 1 : UInt32(seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
    }
    try ZirqError.check(zirq_latency_limit(handle.rawValue, microseconds ?? ZIRQ_LATENCY_ANY))
  }

  /// What a resource is the right to. Source: Zircon, ZX_RSRC_KIND_*.
  public struct Kind: RawRepresentable, Hashable, Sendable {
    /// Zircon's number.
    public let rawValue: zx_rsrc_kind_t

    /// Any number; Zircon has more kinds than there are here.
    public init(rawValue: zx_rsrc_kind_t) { self.rawValue = rawValue }

    /// Registers, by physical address.
    public static let mmio = Kind(rawValue: ZX_RSRC_KIND_MMIO)
    /// Interrupts, by vector.
    public static let irq = Kind(rawValue: ZX_RSRC_KIND_IRQ)
  }

  /// What a resource covers. Source: Zircon, zx_info_resource_t.
  public struct Coverage: Hashable, Sendable {
    /// Interrupts or registers.
    public var kind: Kind
    /// Vectors from 0 on, or physical addresses.
    public var range: Range<UInt64>
    /// What it was called when it was made.
    public var name: String

    init(_ record: zx_info_resource_t) {
      kind = Kind(rawValue: record.kind)
      range = record.base..<record.base + record.size
      name = CText.string(record.name)
    }
  }
}
