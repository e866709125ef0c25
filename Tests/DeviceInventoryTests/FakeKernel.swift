import CLinuxInterrupt
import Glibc
import Synchronization
import Sysfs
import SystemPackage
import ZirconObjects

@testable import DeviceInventory
@testable import InterruptLines

extension Inventory.Kernel {
  /// A kernel whose files are a tree's.
  static func fake(
    _ files: SystemFiles, events: (any DeviceEvents)? = nil, vfio: FakeVFIO? = nil,
    seesVFIO: @escaping @Sendable (Int32) -> Bool? = { _ in nil }
  ) -> Self {
    Self(
      uioNames: { files.entries("/sys/class/uio") }, isReady: { _ in true }, events: events,
      openVFIO: { (paths, _, _, removing) throws(LineError) in
        guard let vfio else {
          throw LineError(device: paths.name, path: paths.group ?? "", step: .openNode, errno: .permissionDenied)
        }
        return vfio.open(removing: removing)
      },
      seesVFIO: seesVFIO, deliveryTime: 0)
  }
}

/// Events that the test sends.
final class FakeEvents: DeviceEvents {
  private let bell = Bell()
  private let waiting = Guarded<[Result<KernelEvent, Errno>]>([])

  var descriptor: Int32 { bell.descriptor }

  func send(_ action: String, _ subsystem: String, _ name: String) {
    send(.success(KernelEvent(action: action, subsystem: subsystem, name: name)))
  }

  /// The kernel had no room for some.
  func lose() { send(.failure(.noBufferSpace)) }

  private func send(_ event: Result<KernelEvent, Errno>) {
    waiting.withLock {
      $0.append(event)
      bell.ring()
    }
  }

  func next() throws(Errno) -> KernelEvent? {
    let event: Result<KernelEvent, Errno>? = waiting.withLock { waiting in
      guard !waiting.isEmpty else { return nil }
      if waiting.count == 1 { bell.wait() }
      return waiting.removeFirst()
    }
    return try event?.get()
  }
}

/// A descriptor that is readable from `ring` to `wait`, which blocks until then.
final class Bell: Sendable {
  let descriptor: Int32

  init() {
    var descriptor: Int32 = -1
    precondition(zirq_eventfd_create(&descriptor) == 0)
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  func ring() { _ = zirq_eventfd_add(descriptor, 1) }

  func wait() {
    var count: UInt64 = 0
    var time: Int64 = 0
    _ = zirq_eventfd_wait(descriptor, &count, &time)
  }
}

/// The VFIO device that the fake kernel opens.
final class FakeVFIO: Sendable {
  /// How often it has been opened, and whether it is now.
  let opened = Atomic<Int>(0)
  private let state = Guarded<(device: Device?, removing: (@Sendable () -> Void)?)>((nil, nil))
  let regions: [VFIORegion]
  private let tellsOfRemoval: Bool
  private let interrupts: VFIOInterrupts
  /// Rings when it has been closed.
  let closed = Bell()

  init(
    regions: [VFIORegion] = [], tellsOfRemoval: Bool = true,
    interrupts: VFIOInterrupts = VFIOInterrupts(counts: [.intx: 1, .msi: 1, .msix: 5], asked: nil)
  ) {
    self.regions = regions
    self.tellsOfRemoval = tellsOfRemoval
    self.interrupts = interrupts
  }

  fileprivate func open(removing: @escaping @Sendable () -> Void) -> Device {
    opened.wrappingAdd(1, ordering: .relaxed)
    let device = Device(regions: regions, tellsOfRemoval: tellsOfRemoval, has: interrupts, closed: closed)
    state.withLock { $0 = (device, removing) }
    return device
  }

  var isOpen: Bool { state.withLock { $0.device?.isClosed.load(ordering: .relaxed) == false } }

  /// As when REQ fires: closed, and then told.
  func requestRemoval() {
    let (device, removing) = state.withLock { $0 }
    device?.close()
    removing?()
  }

  final class Device: OpenVFIODevice {
    let isClosed = Atomic<Bool>(false)
    private let master = Atomic<Bool>(false)
    /// Stands in for the vectors.
    private let lines = SimulatedDevice(SimulatedDeviceSettings(name: "vfio", mode: .edge, vectors: 5))
    let regions: [VFIORegion]
    let tellsOfRemoval: Bool
    private let interruptsOfLines = Guarded<[Interrupt]>([])
    private let closed: Bell

    private let has: VFIOInterrupts

    init(regions: [VFIORegion], tellsOfRemoval: Bool, has: VFIOInterrupts, closed: Bell) {
      self.regions = regions
      self.tellsOfRemoval = tellsOfRemoval
      self.has = has
      self.closed = closed
    }

    var interrupts: InterruptKind? { has.kind }
    var interruptCounts: [InterruptKind: UInt32] { has.counts }
    var vectorCount: UInt32 { interrupts.flatMap { interruptCounts[$0] } ?? 0 }
    func isLevel(_ vector: UInt32) -> Bool { false }
    var isBusMaster: Bool { master.load(ordering: .relaxed) }
    func setBusMaster(_ on: Bool) throws(LineError) { master.store(on, ordering: .relaxed) }
    func duplicateDescriptor() throws(Errno) -> OwnedDescriptor { try OwnedDescriptor(opening: "/dev/null") }
    func selfTest() throws(LineError) -> [VFIOSelfTest] { [] }
    func trigger(vector: UInt32) throws(LineError) { _ = lines.raise(vector: vector) }

    func close() {
      guard !isClosed.exchange(true, ordering: .relaxed) else { return }
      for interrupt in interruptsOfLines.withLock({ $0 }) { interrupt.lineEnded() }
      closed.ring()
    }

    func line(
      vector: UInt32, for interrupt: Interrupt, settings: LineSettings,
      report: @escaping @Sendable (LineError) -> Void, released: @escaping @Sendable () -> Void
    ) throws(LineError) -> any ObservableLine {
      interruptsOfLines.withLock { $0.append(interrupt) }
      return try lines.open(vector: vector, for: interrupt, settings: settings, report: report, released: released)
    }
  }
}
