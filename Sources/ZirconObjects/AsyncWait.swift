/// An asynchronous wait: one packet for a port when a signal is asserted. Source: Zircon, port_dispatcher.cc,
/// PortObserver.
///
/// The port keeps it from its beginning until its packet is read, and decides what becomes of it; the object keeps it
/// among its observers and tells it.
final class AsyncWait: Sendable {
  let key: UInt64
  /// What the wait was made through.
  let source: UInt32
  private let object: any KernelObject
  private let port: Port
  private let signals: Signals
  private let clock: KernelClock.Reading?

  /// - Parameter clock: what stamps the packet; nil for a timestamp of 0.
  init(
    on object: any KernelObject, source: UInt32, signals: Signals, port: Port, key: UInt64, clock: KernelClock.Reading?
  ) {
    self.object = object
    self.source = source
    self.signals = signals
    self.port = port
    self.key = key
    self.clock = clock
  }

  func begin(isEdge: Bool) -> SignalWakes {
    object.header.signals.begin(
      SignalObserver(handle: source, signals: signals, target: .async(self)), isEdge: isEdge)
  }

  /// Called by the object with its lock held.
  func matched(_ active: Signals) -> SignalWakes.Wake? {
    let packet = PortPacket(signalOne: key, trigger: signals, observed: active, timestamp: clock?() ?? 0)
    return port.queueSignal(of: self, packet)
  }

  /// Called by the object, which has let it go.
  func cancel() { port.forget(self) }

  /// Called by the port, which has let them go, without its lock. Each object is visited once, however many they are.
  static func stopObserving(_ waits: [AsyncWait]) {
    for waits in Dictionary(grouping: waits, by: { ObjectIdentifier($0.object) }).values {
      waits[0].object.header.signals.end(Set(waits.map(ObjectIdentifier.init)))
    }
  }
}
