import CLinuxInterrupt
import SystemPackage
import ZirconObjects

/// A PCI or platform device that is open through VFIO. Its lines and whoever uses its registers share it. Thread-safe.
///
/// Source: Linux, Documentation/driver-api/vfio.rst; drivers/vfio/. Opening resets the device if it can be, and leaves it
/// without bus mastering.
public final class VFIODevice: Sendable {
  private let connection: VFIOConnection
  /// Nil for a device that tells of nothing.
  private let watch: VFIOWatch?

  /// Opens the device.
  ///
  /// - Parameters:
  ///   - report: is told what goes wrong later, and of a removal. On any thread; it must not close the device.
  ///   - removing: called once when the kernel takes the device away. By then its lines have ended, their interrupts
  ///     have been told, and every descriptor of the device that is ours is closed: all that holds up the removal is what
  ///     clients have. From now on nothing of it in sysfs must be read, for the remover holds its lock.
  public init(
    opening paths: VFIODevicePaths, settings: LineSettings, report: @escaping @Sendable (LineError) -> Void,
    removing: @escaping @Sendable () -> Void
  ) throws(LineError) {
    let connection = try VFIOConnection(opening: paths, settings: settings)
    do throws(LineError) {
      let watch = try VFIOWatch(connection)
      self.connection = connection
      self.watch = watch
      if let watch { try Self.start(watch, connection, report: report, removing: removing) }
    } catch {
      connection.letGo(error)
      throw error
    }
    if settings.busMaster, connection.config != nil { try setBusMaster(true) }
  }

  private static func start(
    _ watch: VFIOWatch, _ connection: VFIOConnection, report: @escaping @Sendable (LineError) -> Void,
    removing: @escaping @Sendable () -> Void
  ) throws(LineError) {
    do throws(Errno) {
      // Weakly, for the thread's own end may be the watch's.
      try watch.start(name: "vfio/\(connection.paths.shortName)") { [weak watch] event in
        switch event {
        case .removal:
          let reason = connection.error(.removal, .operationNotSupportedByDevice)
          if connection.letGo(reason, first: { watch?.stop() }) {
            report(reason)
            removing()
          }
          return false
        case .failure:
          let reason = connection.error(.deviceError, .ioError)
          connection.endLines(reason)
          report(reason)
          return true
        }
      }
    } catch {
      throw LineError(device: connection.paths.name, step: .startThread, errno: error)
    }
  }

  /// Closes the device and ends the lines that it still has. Again is harmless. Not from a line's thread, `report` or
  /// `removing`; a removal that is under way is waited for, but not the end of its `removing`.
  public func close() {
    let reason = connection.error(.removal, .operationNotSupportedByDevice)
    if connection.letGo(reason) { watch?.stop() }
  }

  deinit { close() }

  /// Whether `removing` will be called: not for a device that has no REQ, as those off PCI, which must be closed by whoever
  /// sees its driver leave it.
  public var tellsOfRemoval: Bool { watch != nil }

  // MARK: Interrupts

  /// The kind that it uses; nil when it has none, or none of the kind that the settings ask for.
  public var interrupts: InterruptKind? { connection.interrupts.kind }

  /// How many it has of each kind; those that it has none of are missing.
  public var interruptCounts: [InterruptKind: UInt32] { connection.interrupts.counts }

  /// Of the kind that it uses.
  public var vectorCount: UInt32 { interrupts.flatMap { interruptCounts[$0] } ?? 0 }

  /// Whether the kernel masks the vector from each interrupt until it is unmasked.
  public func isLevel(_ vector: UInt32) -> Bool { connection.interrupts.isLevel(vector) }

  /// Opens a vector's line: it may fire before this returns. The line holds the device open until it is detached.
  ///
  /// - Parameters:
  ///   - report: is told what goes wrong with this line later: a re-arm that fails (the first one), a priority or an
  ///     eventfd to unmask it by that is refused. Its end is the device's to report.
  ///   - released: called at the end of the first `detach`, when the vector can be opened again.
  public func openLine(
    vector: UInt32, for interrupt: Interrupt, settings: LineSettings, report: @escaping @Sendable (LineError) -> Void,
    released: @escaping @Sendable () -> Void
  ) throws(LineError) -> VFIOLine {
    try VFIOLine(
      self, connection, vector: vector, for: interrupt, settings: settings, report: report, released: released)
  }

  /// Signals an open line as its hardware would: the kernel's loopback.
  public func trigger(vector: UInt32) throws(LineError) {
    guard vector < vectorCount else { throw connection.error(.noSuchVector(of: vectorCount), .invalidArgument) }
    try connection.trigger(vector)
  }

  /// Tries each vector that nobody has: whether the kernel's loopback reaches us. Blocks for some 5 seconds at most, and
  /// ends early when several do not answer.
  public func selfTest() throws(LineError) -> [VFIOSelfTest] { try VFIOSelfTest.all(of: connection) }

  // MARK: Registers

  /// A PCI device's BARs, or all regions of another.
  public var regions: [VFIORegion] { connection.regions }

  /// A descriptor of the device's file, to map its regions through. It can do whatever else the file can; and as long as
  /// it, or a mapping made through it, is there, the device cannot be taken away.
  ///
  /// - Throws: `Errno.badFileDescriptor` once the device is closed.
  public func duplicateDescriptor() throws(Errno) -> OwnedDescriptor {
    do throws(LineError) {
      var duplicate: Int32 = -1
      if try connection.call(.describe, { zirq_memory_duplicate($0, &duplicate) }) {
        return OwnedDescriptor(owning: duplicate)
      }
    } catch { throw error.errno }
    throw .badFileDescriptor
  }

  /// Lets the PCI device send messages and reach memory, or not. The kernel switches it off when the device is opened and
  /// when it is closed.
  public func setBusMaster(_ on: Bool) throws(LineError) {
    guard let config = connection.config else { throw connection.error(.busMaster, .notSupported) }
    guard try connection.call(.busMaster, { zirq_pci_set_bus_master($0, config, on) }) else {
      throw connection.error(.removal, .operationNotSupportedByDevice)
    }
  }

  /// As the device's command register has it; false for a device that is closed or not on PCI.
  public var isBusMaster: Bool {
    guard let config = connection.config else { return false }
    var isOn = false
    _ = try? connection.call(.busMaster) { zirq_pci_bus_master($0, config, &isOn) }
    return isOn
  }
}

extension VFIODevicePaths {
  /// What fits into a thread's name: "04:00.0".
  var shortName: Substring { slot.suffix(7) }
}
