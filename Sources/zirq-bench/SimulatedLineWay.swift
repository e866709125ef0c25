import CLinuxInterrupt
import Zirq

/// A simulated level line that the daemon's own timer fires: all but the hardware is as with a UIO device.
enum SimulatedLineWay {
  struct Figures {
    /// From the packet's timestamp, taken right after the daemon's read, until zx_port_wait has returned. What the
    /// plain way has in any case, the wake-up of the read, lies before it.
    var delivery: Samples
    /// zx_interrupt_ack, from call to return: the daemon re-arms the line before it replies.
    var rearm: Samples
  }

  /// Adds rounds to the figures.
  ///
  /// - Parameter device: a level device that fires at the rounds' rate.
  static func measure(_ rounds: Rounds, device: String, into figures: inout Figures) throws {
    let port = try Port()
    let interrupt = try Interrupt(resource: Resource(device: device), vector: 0)
    try interrupt.bind(to: port, key: 1)
    try rounds.forEach { isCounted in
      let packet = try port.wait()
      let woken = zirq_clock_monotonic()
      let started = zirq_clock_monotonic()
      try interrupt.ack()
      let rearmed = zirq_clock_monotonic()
      guard isCounted, case .interrupt(let read) = packet.content else { return }
      figures.delivery.add(woken - read.nanoseconds)
      figures.rearm.add(rearmed - started)
    }
  }
}
