import CLinuxInterrupt
import Zirq

/// From a trigger to the packet, all of it: another thread of the client takes the time and calls zx_interrupt_trigger,
/// the daemon answers the parked zx_port_wait. Two hops over a socket, where a line's interrupt comes over one wake-up
/// of a read and one hop: so this is more than the line's.
enum VirtualInterruptWay {
  /// Adds rounds to the samples.
  static func measure(_ rounds: Rounds, into delivery: inout Samples) throws {
    let port = try Port()
    let interrupt = SharedInterrupt(try VirtualInterrupt())
    try interrupt.interrupt.bind(to: port, key: 1)
    let pacer = try PacedSource(rateHz: rounds.rateHz) {
      // It fails when the connection is lost, and then so does the wait.
      try? interrupt.interrupt.trigger(at: .now)
    }
    try rounds.forEach { isCounted in
      let packet = try port.wait()
      let woken = zirq_clock_monotonic()
      if isCounted, case .interrupt(let triggered) = packet.content { delivery.add(woken - triggered.nanoseconds) }
      try interrupt.interrupt.ack()
    }
    pacer.stop()
  }

  private final class SharedInterrupt: Sendable {
    let interrupt: VirtualInterrupt
    init(_ interrupt: consuming VirtualInterrupt) { self.interrupt = interrupt }
  }
}
