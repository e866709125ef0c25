import InterruptLines
import Synchronization
import SystemPackage
import ZirconObjects

/// A VFIO device that is open, as the inventory uses it: `VFIODevice`.
protocol OpenVFIODevice: Sendable {
  var interrupts: InterruptKind? { get }
  var interruptCounts: [InterruptKind: UInt32] { get }
  var vectorCount: UInt32 { get }
  func isLevel(_ vector: UInt32) -> Bool
  var regions: [VFIORegion] { get }
  var tellsOfRemoval: Bool { get }
  var isBusMaster: Bool { get }
  func setBusMaster(_ on: Bool) throws(LineError)
  func duplicateDescriptor() throws(Errno) -> OwnedDescriptor
  func selfTest() throws(LineError) -> [VFIOSelfTest]
  func trigger(vector: UInt32) throws(LineError)
  func close()

  /// `VFIODevice.openLine`.
  func line(
    vector: UInt32, for interrupt: Interrupt, settings: LineSettings, report: @escaping @Sendable (LineError) -> Void,
    released: @escaping @Sendable () -> Void
  ) throws(LineError) -> any ObservableLine
}

extension VFIODevice: OpenVFIODevice {
  func line(
    vector: UInt32, for interrupt: Interrupt, settings: LineSettings, report: @escaping @Sendable (LineError) -> Void,
    released: @escaping @Sendable () -> Void
  ) throws(LineError) -> any ObservableLine {
    try openLine(vector: vector, for: interrupt, settings: settings, report: report, released: released)
  }
}

/// The VFIO devices that are open: each once, whoever uses it, and closed when nobody does. Thread-safe.
final class OpenVFIODevices: Sendable {
  private let slots = Guarded<[DeviceIdentity: Slot]>([:])

  /// Opens a device, or shares it if it is open.
  func lease(
    _ identity: DeviceIdentity, opening open: () throws(LineError) -> any OpenVFIODevice
  ) throws(LineError) -> VFIOLease {
    let slot = slots.withLock { slots in
      let slot = slots[identity] ?? Slot()
      slots[identity] = slot
      return slot
    }
    return VFIOLease(of: try slot.take(open), in: slot)
  }

  func isOpen(_ identity: DeviceIdentity) -> Bool { slots.withLock { $0[identity]?.isOpen ?? false } }

  /// Whether one of them says nothing when the system wants it back.
  var hasSilent: Bool { slots.withLock { $0.values.contains { $0.isSilent } } }

  /// Closes a device that others still use: the system wants it back. Again is harmless.
  func close(_ identity: DeviceIdentity) { slots.withLock { $0[identity] }?.close() }

  /// The life of the device is over.
  func forget(_ identity: DeviceIdentity) { slots.withLock { _ = $0.removeValue(forKey: identity) } }

  /// One device. Its lock is held while it is opened and closed, so that the one never meets the other, which the kernel
  /// would answer with EBUSY.
  fileprivate final class Slot: Sendable {
    private let state = Guarded(State())
    /// For whoever cannot wait until it has been opened or closed.
    private let hasLeases = Atomic<Bool>(false)
    private let tellsOfRemoval = Atomic<Bool>(true)

    var isOpen: Bool { hasLeases.load(ordering: .relaxed) }
    var isSilent: Bool { isOpen && !tellsOfRemoval.load(ordering: .relaxed) }

    private struct State {
      var device: (any OpenVFIODevice)?
      var leases = 0
    }

    func take(_ open: () throws(LineError) -> any OpenVFIODevice) throws(LineError) -> any OpenVFIODevice {
      try state.withLock { state throws(LineError) in
        let device: any OpenVFIODevice
        if let open = state.device { device = open } else { device = try open() }
        state.device = device
        state.leases += 1
        tellsOfRemoval.store(device.tellsOfRemoval, ordering: .relaxed)
        hasLeases.store(true, ordering: .relaxed)
        return device
      }
    }

    /// Not under the lock: with its lines, leases of it may end.
    func close() { state.withLock { $0.device }?.close() }

    func giveBack() {
      state.withLock { state in
        state.leases -= 1
        guard state.leases == 0 else { return }
        state.device?.close()
        state.device = nil
        hasLeases.store(false, ordering: .relaxed)
      }
    }
  }
}

/// The use of an open VFIO device: it stays open at least until this is let go, unless the system takes it away.
final class VFIOLease: Sendable {
  let device: any OpenVFIODevice
  private let slot: OpenVFIODevices.Slot

  fileprivate init(of device: any OpenVFIODevice, in slot: OpenVFIODevices.Slot) {
    self.device = device
    self.slot = slot
  }

  deinit { slot.giveBack() }
}
