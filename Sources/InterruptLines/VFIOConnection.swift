import CLinuxInterrupt
import SystemPackage
import ZirconObjects

/// One open VFIO device: its file, its vectors, and the threads that wait for them, until all of it is let go at once.
///
/// It is let go when its owner closes it, or when the kernel asks for it; the kernel's removal of a device waits until
/// every descriptor of it is closed (Linux, drivers/vfio/vfio_main.c, vfio_unregister_group_dev). Thread-safe.
final class VFIOConnection: Sendable {
  let paths: VFIODevicePaths
  let interrupts: VFIOInterrupts
  let regions: [VFIORegion]
  /// Where a PCI device's configuration space begins in its file.
  let config: UInt64?
  /// Whether `silence` keeps the device from sending a vector's message.
  let canSilence: Bool

  /// Guards the file against calls that come too late. No interrupt waits for it but one that is unmasked by ioctl.
  private let state: Guarded<State>

  /// Whether the device has been let go. Held meanwhile, so that a second caller waits for the first.
  private let isLetGo = Guarded(false)

  private struct State: ~Copyable {
    /// Nil once the device is let go.
    var handle: VFIOHandle?
    /// Nil when it has no interrupts to use.
    var vectors: VFIOVectors?
    var threads: [UInt32: LineThread] = [:]
    /// Why no line can be opened any more.
    var end: LineError?
  }

  init(opening paths: VFIODevicePaths, settings: LineSettings) throws(LineError) {
    self.paths = paths
    let handle = try VFIOHandle.open(paths)
    do throws(Errno) {
      var device = zirq_vfio_device()
      try check(zirq_vfio_device_info(handle.descriptor, &device))
      let config = device.is_pci ? try VFIORegion.config(of: handle.descriptor) : nil
      self.config = config
      interrupts = try VFIOInterrupts(of: handle.descriptor, device, asked: settings.interrupts)
      regions = try VFIORegion.all(of: handle.descriptor, device, config: config)
    } catch {
      handle.close()
      throw LineError(device: paths.name, step: .vfio(.describe), errno: error)
    }
    let vectors = interrupts.kind.map { [interrupts] in VFIOVectors($0, count: interrupts.counts[$0] ?? 0) }
    canSilence = vectors?.canSilence ?? false
    state = Guarded(State(handle: handle, vectors: vectors))
  }

  /// A device that has been let go of but for its lines: no call reaches a kernel.
  init(without paths: VFIODevicePaths, interrupts: VFIOInterrupts) {
    self.paths = paths
    self.interrupts = interrupts
    regions = []
    config = nil
    let vectors = interrupts.kind.map { VFIOVectors($0, count: interrupts.counts[$0] ?? 0) }
    canSilence = vectors?.canSilence ?? false
    state = Guarded(State(handle: nil, vectors: vectors))
  }

  func error(_ step: VFIOStep, _ errno: Errno) -> LineError {
    paths.error(step, path: paths.group ?? paths.cdev ?? "", errno)
  }

  /// Runs a call on the device's file.
  ///
  /// - Returns: false, and nothing is done, once the device is let go.
  @discardableResult
  func call(_ step: VFIOStep, _ body: (_ descriptor: Int32) -> Int32) throws(LineError) -> Bool {
    try state.withLock { state throws(LineError) in
      guard let descriptor = state.handle?.descriptor else { return false }
      let result = body(descriptor)
      guard result == 0 else { throw error(step, Errno(rawValue: result)) }
      return true
    }
  }

  // MARK: Vectors

  /// Opens a vector: from now on the eventfd is signaled for it.
  ///
  /// - Parameter thread: that waits for it; told when the device is let go.
  func open(_ vector: UInt32, event: Int32, thread: LineThread?) throws(LineError) {
    try state.withLock { state throws(LineError) in
      if let end = state.end { throw end }
      guard let vectors = state.vectors else { throw error(.chooseInterrupts(interrupts.asked), .notSupported) }
      guard vector < vectors.count else { throw error(.noSuchVector(of: vectors.count), .invalidArgument) }
      guard vectors[vector] == .idle else { throw error(.claimVector, .resourceBusy) }
      try take(vector, to: .open(event: event), &state)
      state.threads[vector] = thread
    }
  }

  func silence(_ vector: UInt32) throws(LineError) {
    try state.withLock { state throws(LineError) in
      if case .open = state.vectors?[vector] { try take(vector, to: .silent, &state) }
    }
  }

  func hear(_ vector: UInt32, event: Int32) throws(LineError) {
    try state.withLock { state throws(LineError) in
      if case .silent = state.vectors?[vector] { try take(vector, to: .open(event: event), &state) }
    }
  }

  /// The vector is free again. A device that cannot be told is on its way out.
  func close(_ vector: UInt32) {
    state.withLock { state in
      try? take(vector, to: .idle, &state)
      state.vectors?.take(vector, to: .idle)
      state.threads[vector] = nil
    }
  }

  private func take(
    _ vector: UInt32, to wanted: VFIOVectors.Vector, _ state: inout State
  ) throws(LineError) {
    // Once the device is let go, there is nothing left to tell.
    guard let descriptor = state.handle?.descriptor, var vectors = state.vectors else { return }
    do throws(VFIOVectors.Refusal) {
      try vectors.take(vector, to: wanted) { call, available in
        call.events.isEmpty
          ? zirq_vfio_disable(descriptor, call.index)
          : zirq_vfio_set_events(
            descriptor, call.index, call.start, call.events, UInt32(call.events.count), &available)
      }
    } catch {
      switch error {
      case .fewer(let available):
        throw self.error(.enableFewer(vectors.kind, available: available, wanted: vectors.count), .noSpace)
      case .failed(let errno): throw self.error(.enable(vectors.kind), errno)
      }
    }
    state.vectors = vectors
  }

  func mask(index: UInt32) throws(LineError) { try call(.mask) { zirq_vfio_mask($0, index) } }
  func unmask(index: UInt32) throws(LineError) { try call(.unmask) { zirq_vfio_unmask($0, index) } }

  /// From now on this eventfd unmasks the device.
  func setUnmaskEvent(_ event: Int32, index: UInt32) throws(LineError) {
    try call(.unmaskEvent) { zirq_vfio_set_unmask_event($0, index, event) }
  }

  /// Signals an open vector's eventfd.
  func trigger(_ vector: UInt32) throws(LineError) {
    guard let place = state.withLock({ $0.vectors?.place(of: vector) }) else { return }
    try call(.trigger) { zirq_vfio_trigger($0, place.index, place.number) }
  }

  var idleVectors: [UInt32] {
    state.withLock { state in
      guard let vectors = state.vectors else { return [] }
      return (0..<vectors.count).filter { vectors[$0] == .idle }
    }
  }

  /// Whether a PCI device wants to interrupt by its wire, as its status register has it; nil where it cannot be seen.
  var isAsserting: Bool? {
    guard let config else { return nil }
    var asserts = false
    return (try? call(.describe) { zirq_pci_intx_asserts($0, config, &asserts) }) == true ? asserts : nil
  }

  // MARK: End

  /// No line can be opened any more, and those that are open have ended.
  ///
  /// - Returns: their threads, to be dropped where no lock is held: a client that has closed all it had meanwhile leaves
  ///   nobody else to hold them, and with the last of them the device is closed.
  @discardableResult
  func endLines(_ reason: LineError) -> [LineThread] {
    let threads = state.withLock { state in
      if state.end == nil { state.end = reason }
      return Array(state.threads.values)
    }
    for thread in threads { thread.end(reason.errno) }
    for thread in threads { thread.stop() }
    return threads
  }

  /// Ends the lines and closes every descriptor of the device that is ours.
  ///
  /// Not from a line's thread.
  ///
  /// - Parameter first: runs before all of it, for the first caller alone.
  /// - Returns: whether this was the first call.
  @discardableResult
  func letGo(_ reason: LineError, first: () -> Void = {}) -> Bool {
    let ended: [LineThread]? = isLetGo.withLock { isLetGo in
      guard !isLetGo else { return nil }
      isLetGo = true
      first()
      let threads = endLines(reason)
      let handle = state.withLock { $0.handle.take() }
      handle?.close()
      return threads
    }
    return ended != nil
  }
}
