/// The zx_object_* calls on signals, and `zx_event_create`. Source: Zircon, syscalls/object.cc, syscalls/object_wait.cc,
/// syscalls/event.cc, and the documentation of each call.
extension Process {
  /// `zx_event_create`.
  public func eventCreate(options: UInt32) throws(Status) -> UInt32 {
    guard options == 0 else { throw .invalidArgs }
    return try addObject(Event())
  }

  /// `zx_object_signal`.
  public func objectSignal(_ handle: UInt32, clear: UInt32, set: UInt32) throws(Status) {
    let object = try find(handle, .signal)
    let settable = type(of: object).settableSignals
    let (clear, set) = (Signals(rawValue: clear), Signals(rawValue: set))
    guard clear.isSubset(of: settable), set.isSubset(of: settable) else { throw .invalidArgs }
    object.header.signals.update(clear: clear, assert: set).perform()
  }

  /// `zx_object_signal_peer`. No object here has a peer, and so no handle has the right to signal one.
  public func objectSignalPeer(_ handle: UInt32, clear: UInt32, set: UInt32) throws(Status) {
    _ = try find(handle, .signalPeer)
    throw .notSupported
  }

  /// Source: Zircon, zircon/types.h, ZX_WAIT_MANY_MAX_ITEMS.
  public static let waitManyLimit = 64

  /// What came of a wait for signals.
  public enum ObjectWait: Sendable {
    /// The wait says how.
    case ended(SignalWait)
    case parked(ParkedWait, SignalWait)
  }

  /// `zx_object_wait_one`.
  ///
  /// - Parameter waiter: nil when the deadline has passed: then the wait ends at once.
  public func objectWaitOne(
    _ handle: UInt32, signals: UInt32, waiter: (any Waiter)?
  ) throws(Status) -> ObjectWait {
    try objectWaitMany([(handle, signals)], waiter: waiter)
  }

  /// `zx_object_wait_many`; of no objects, it sleeps.
  ///
  /// - Parameter waiter: nil when the deadline has passed: then the wait ends at once.
  public func objectWaitMany(
    _ items: [(handle: UInt32, signals: UInt32)], waiter: (any Waiter)?
  ) throws(Status) -> ObjectWait {
    guard items.count <= Process.waitManyLimit else { throw .outOfRange }
    let (wait, blocks) = try withHandles { handles throws(Status) in
      var found: [SignalWait.Item] = []
      for item in items {
        found.append(
          SignalWait.Item(
            handle: item.handle, object: try handles.find(waitable: item.handle),
            signals: Signals(rawValue: item.signals)))
      }
      let wait = SignalWait(found, waiter: waiter)
      return (wait, wait.begin())
    }
    return blocks ? .parked(.object(wait), wait) : .ended(wait)
  }

  /// The options of `zx_object_wait_async`. Source: Zircon, zircon/types.h, ZX_WAIT_ASYNC_*.
  private struct AsyncOptions: OptionSet {
    let rawValue: UInt32

    static let timestamp = AsyncOptions(rawValue: 1)
    static let edge = AsyncOptions(rawValue: 2)
    static let bootTimestamp = AsyncOptions(rawValue: 4)
  }

  /// `zx_object_wait_async`.
  public func objectWaitAsync(
    _ handle: UInt32, port portHandle: UInt32, key: UInt64, signals: UInt32, options bits: UInt32
  ) throws(Status) {
    let options = AsyncOptions(rawValue: bits)
    guard options.isSubset(of: [.timestamp, .edge, .bootTimestamp]),
      !options.isSuperset(of: [.timestamp, .bootTimestamp])
    else { throw .invalidArgs }
    let stamp =
      options.contains(.timestamp) ? clock.monotonic : options.contains(.bootTimestamp) ? clock.boot : nil
    let wakes = try withHandles { handles throws(Status) in
      let port = try handles.find(portHandle, as: Port.self, .write)
      let object = try handles.find(waitable: handle)
      let wait = AsyncWait(
        on: object, source: handle, signals: Signals(rawValue: signals), port: port, key: key, clock: stamp)
      try port.keep(wait)
      return wait.begin(isEdge: options.contains(.edge))
    }
    wakes.perform()
  }
}
