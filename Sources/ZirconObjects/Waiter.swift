/// A thread of a client that is blocked in `zx_port_wait`, `zx_interrupt_wait`, `zx_object_wait_one` or
/// `zx_object_wait_many`.
///
/// A wait that cannot end at once parks its waiter in the object. Whoever ends it takes the waiter out first and calls
/// one of these methods exactly once, with no lock held, on its own thread: that is how the thread that has read an
/// interrupt also answers the client.
public protocol Waiter: AnyObject, Sendable {
  /// Ends a port's wait.
  func wake(with packet: PortPacket)

  /// Ends an interrupt's wait.
  func wake(with status: Status, timestamp: Int64)

  /// Ends a wait for signals, which says how.
  func wake(from wait: SignalWait)
}

/// A wait that has been parked, for whoever may have to give it up.
public enum ParkedWait: Sendable {
  case port(Port)
  case interrupt(Interrupt)
  case object(SignalWait)

  /// Takes the waiter out.
  ///
  /// - Returns: false when the wait has ended already, and its waiter has been or is being woken.
  public func cancel(_ waiter: any Waiter) -> Bool {
    switch self {
    case .port(let port): port.cancelWait(waiter)
    case .interrupt(let interrupt): interrupt.cancelWait(waiter)
    case .object(let wait): wait.cancel()
    }
  }
}
