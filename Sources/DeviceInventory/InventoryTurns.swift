import CLinuxInterrupt
import Glibc
import InterruptLines

/// Whether the lines are alive, for whoever watches the daemon.
extension Inventory {
  /// Has the thread of every open line come back from its wait.
  ///
  /// - Parameter deadline: CLOCK_MONOTONIC, ns.
  /// - Returns: the devices of those that have not by then, sorted; each once.
  public func linesThatDoNotTurn(by deadline: Int64) -> [String] {
    let names = Dictionary(
      known.all.map { ($0.identity, $0.description.name) }, uniquingKeysWith: { first, _ in first })
    var waiting = claims.all.compactMap { key, claim in
      claim.line.map { line in (name: names[key.device] ?? key.device.path, line: line, turns: line.turns) }
    }
    while true {
      waiting.removeAll { $0.line.hasEnded || $0.line.turns != $0.turns }
      if waiting.isEmpty || zirq_clock_monotonic() >= deadline { return Set(waiting.map(\.name)).sorted() }
      for (_, line, _) in waiting { line.wake() }
      // Time for the threads to run.
      poll(nil, 0, 1)
    }
  }
}
