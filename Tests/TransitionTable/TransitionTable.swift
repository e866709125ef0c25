/// Every transition of an interrupt object, as Zircon's kernel makes it (interrupt_dispatcher.cc).
///
/// States: U unbound, B bound; `+q(T)` a packet with timestamp T lies unread in the port; `+p(T)` one more interrupt,
/// of time T, is pending; `U-TRIGGERED(T)` an interrupt of time T has not been taken.
///
/// Events: `trigger T` (a line that fires, or `zx_interrupt_trigger`), `wait`, `bind`, `unbind`, `ack`, `destroy`,
/// `port_wait`; `unbind other` names a port to which the interrupt is not bound.
///
/// Result: what the call returns. `parks` is a call that blocks; `wakes …` tells what the blocked `wait` then returns.
///
/// Line: what is asked of a level line. Such a line has masked itself when it fires (UIO's drivers and VFIO's INTx do),
/// so where Zircon masks on delivery nothing is asked, nor where it unmasks and masks again. Of an edge line nothing is
/// asked but the end.
///
/// Untriggered: ZX_VIRTUAL_INTERRUPT_UNTRIGGERED after the event, of a virtual interrupt; `=` as it was.
let transitionTable = """
  From                   | Event        | To                     | Result              | Line         | Untriggered
  U-IDLE                 | trigger T1   | U-TRIGGERED(T1)        | OK                  | -            | clear
  U-IDLE                 | wait         | U-WAITING              | parks               | -            | set
  U-IDLE                 | bind         | B-IDLE                 | OK                  | -            | =
  U-IDLE                 | ack          | U-IDLE                 | BAD_STATE           | -            | =
  U-IDLE                 | unbind       | U-IDLE                 | NOT_FOUND           | -            | =
  U-IDLE                 | destroy      | U-DESTROYED            | OK                  | mask, detach | set
  U-WAITING              | trigger T1   | U-NEEDACK              | OK, wakes OK T1     | -            | clear
  U-WAITING              | wait         | U-WAITING              | BAD_STATE           | -            | =
  U-WAITING              | bind         | U-WAITING              | BAD_STATE           | -            | =
  U-WAITING              | unbind       | U-WAITING              | NOT_FOUND           | -            | =
  U-WAITING              | ack          | U-WAITING              | BAD_STATE           | -            | =
  U-WAITING              | destroy      | U-DESTROYED            | OK, wakes CANCELED  | mask, detach | set
  U-TRIGGERED(T1)        | trigger T2   | U-TRIGGERED(T1)        | OK                  | -            | clear
  U-TRIGGERED(T1)        | wait         | U-NEEDACK              | OK T1               | -            | =
  U-TRIGGERED(T1)        | bind         | B-NEEDACK+q(T1)        | OK                  | -            | =
  U-TRIGGERED(T1)        | unbind       | U-TRIGGERED(T1)        | NOT_FOUND           | -            | =
  U-TRIGGERED(T1)        | ack          | U-TRIGGERED(T1)        | BAD_STATE           | -            | =
  U-TRIGGERED(T1)        | destroy      | U-DESTROYED            | OK                  | mask, detach | set
  U-NEEDACK              | trigger T2   | U-NEEDACK+p(T2)        | OK                  | -            | clear
  U-NEEDACK              | wait         | U-WAITING              | parks               | unmask       | set
  U-NEEDACK              | bind         | B-NEEDACK              | OK                  | -            | =
  U-NEEDACK              | unbind       | U-NEEDACK              | NOT_FOUND           | -            | =
  U-NEEDACK              | ack          | U-NEEDACK              | BAD_STATE           | -            | =
  U-NEEDACK              | destroy      | U-DESTROYED            | OK                  | mask, detach | set
  U-NEEDACK+p(T2)        | trigger T3   | U-NEEDACK+p(T2)        | OK                  | -            | clear
  U-NEEDACK+p(T2)        | wait         | U-NEEDACK              | OK T2               | -            | =
  U-NEEDACK+p(T2)        | bind         | B-NEEDACK+p(T2)        | OK                  | -            | =
  U-NEEDACK+p(T2)        | unbind       | U-NEEDACK+p(T2)        | NOT_FOUND           | -            | =
  U-NEEDACK+p(T2)        | ack          | U-NEEDACK+p(T2)        | BAD_STATE           | -            | =
  U-NEEDACK+p(T2)        | destroy      | U-DESTROYED            | OK                  | mask, detach | set
  B-IDLE                 | trigger T1   | B-NEEDACK+q(T1)        | OK                  | -            | clear
  B-IDLE                 | wait         | B-IDLE                 | BAD_STATE           | -            | =
  B-IDLE                 | bind         | B-IDLE                 | ALREADY_BOUND       | -            | =
  B-IDLE                 | ack          | B-IDLE                 | OK                  | -            | set
  B-IDLE                 | unbind       | U-IDLE                 | OK                  | -            | =
  B-IDLE                 | unbind other | B-IDLE                 | NOT_FOUND           | -            | =
  B-IDLE                 | destroy      | B-DESTROYED            | OK                  | mask, detach | set
  B-NEEDACK+q(T1)        | trigger T2   | B-NEEDACK+q(T1)+p(T2)  | OK                  | -            | clear
  B-NEEDACK+q(T1)        | wait         | B-NEEDACK+q(T1)        | BAD_STATE           | -            | =
  B-NEEDACK+q(T1)        | bind         | B-NEEDACK+q(T1)        | ALREADY_BOUND       | -            | =
  B-NEEDACK+q(T1)        | port_wait    | B-NEEDACK              | packet T1           | -            | =
  B-NEEDACK+q(T1)        | ack          | B-IDLE+q(T1)           | OK                  | unmask       | set
  B-NEEDACK+q(T1)        | unbind       | U-TRIGGERED(T1)        | OK                  | -            | =
  B-NEEDACK+q(T1)        | unbind other | B-NEEDACK+q(T1)        | NOT_FOUND           | -            | =
  B-NEEDACK+q(T1)        | destroy      | B-DESTROYED            | OK                  | mask, detach | set
  B-NEEDACK+q(T1)+p(T2)  | trigger T3   | B-NEEDACK+q(T1)+p(T2)  | OK                  | -            | clear
  B-NEEDACK+q(T1)+p(T2)  | wait         | B-NEEDACK+q(T1)+p(T2)  | BAD_STATE           | -            | =
  B-NEEDACK+q(T1)+p(T2)  | bind         | B-NEEDACK+q(T1)+p(T2)  | ALREADY_BOUND       | -            | =
  B-NEEDACK+q(T1)+p(T2)  | port_wait    | B-NEEDACK+p(T2)        | packet T1           | -            | =
  B-NEEDACK+q(T1)+p(T2)  | ack          | B-NEEDACK+q(T1)        | BAD_STATE           | -            | =
  B-NEEDACK+q(T1)+p(T2)  | unbind       | U-TRIGGERED(T1)        | OK                  | -            | =
  B-NEEDACK+q(T1)+p(T2)  | unbind other | B-NEEDACK+q(T1)+p(T2)  | NOT_FOUND           | -            | =
  B-NEEDACK+q(T1)+p(T2)  | destroy      | B-DESTROYED            | OK                  | mask, detach | set
  B-NEEDACK              | trigger T2   | B-NEEDACK+p(T2)        | OK                  | -            | clear
  B-NEEDACK              | wait         | B-NEEDACK              | BAD_STATE           | -            | =
  B-NEEDACK              | bind         | B-NEEDACK              | ALREADY_BOUND       | -            | =
  B-NEEDACK              | ack          | B-IDLE                 | OK                  | unmask       | set
  B-NEEDACK              | unbind       | U-NEEDACK              | OK                  | -            | =
  B-NEEDACK              | unbind other | B-NEEDACK              | NOT_FOUND           | -            | =
  B-NEEDACK              | destroy      | B-DESTROYED            | NOT_FOUND           | mask, detach | set
  B-NEEDACK+p(T2)        | trigger T3   | B-NEEDACK+p(T2)        | OK                  | -            | clear
  B-NEEDACK+p(T2)        | wait         | B-NEEDACK+p(T2)        | BAD_STATE           | -            | =
  B-NEEDACK+p(T2)        | bind         | B-NEEDACK+p(T2)        | ALREADY_BOUND       | -            | =
  B-NEEDACK+p(T2)        | ack          | B-NEEDACK+q(T2)        | OK                  | -            | clear
  B-NEEDACK+p(T2)        | unbind       | U-NEEDACK+p(T2)        | OK                  | -            | =
  B-NEEDACK+p(T2)        | unbind other | B-NEEDACK+p(T2)        | NOT_FOUND           | -            | =
  B-NEEDACK+p(T2)        | destroy      | B-DESTROYED            | NOT_FOUND           | mask, detach | set
  B-IDLE+q(T1)           | trigger T2   | B-NEEDACK+q(T1)        | OK                  | -            | clear
  B-IDLE+q(T1)           | wait         | B-IDLE+q(T1)           | BAD_STATE           | -            | =
  B-IDLE+q(T1)           | bind         | B-IDLE+q(T1)           | ALREADY_BOUND       | -            | =
  B-IDLE+q(T1)           | port_wait    | B-IDLE                 | packet T1           | -            | =
  B-IDLE+q(T1)           | ack          | B-IDLE+q(T1)           | OK                  | -            | set
  B-IDLE+q(T1)           | unbind       | U-IDLE                 | OK                  | -            | =
  B-IDLE+q(T1)           | unbind other | B-IDLE+q(T1)           | NOT_FOUND           | -            | =
  B-IDLE+q(T1)           | destroy      | B-DESTROYED            | OK                  | mask, detach | set
  U-DESTROYED            | trigger T1   | U-DESTROYED            | CANCELED            | -            | =
  U-DESTROYED            | wait         | U-DESTROYED            | CANCELED            | -            | =
  U-DESTROYED            | ack          | U-DESTROYED            | BAD_STATE           | -            | =
  U-DESTROYED            | bind         | U-DESTROYED            | CANCELED            | -            | =
  U-DESTROYED            | unbind       | U-DESTROYED            | NOT_FOUND           | -            | =
  U-DESTROYED            | destroy      | U-DESTROYED            | OK                  | -            | =
  B-DESTROYED            | trigger T1   | B-DESTROYED            | CANCELED            | -            | =
  B-DESTROYED            | wait         | B-DESTROYED            | BAD_STATE           | -            | =
  B-DESTROYED            | ack          | B-DESTROYED            | CANCELED            | -            | =
  B-DESTROYED            | bind         | B-DESTROYED            | CANCELED            | -            | =
  B-DESTROYED            | unbind       | B-DESTROYED            | CANCELED            | -            | =
  B-DESTROYED            | unbind other | B-DESTROYED            | NOT_FOUND           | -            | =
  B-DESTROYED            | destroy      | B-DESTROYED            | OK                  | -            | =
  """

/// The shortest way from a new interrupt to each state of the table.
public let ways: [String: [String]] = [
  "U-IDLE": [],
  "U-WAITING": ["wait"],
  "U-TRIGGERED(T1)": ["trigger T1"],
  "U-NEEDACK": ["trigger T0", "wait"],
  "U-NEEDACK+p(T2)": ["trigger T0", "wait", "trigger T2"],
  "U-DESTROYED": ["destroy"],
  "B-IDLE": ["bind"],
  "B-NEEDACK+q(T1)": ["bind", "trigger T1"],
  "B-NEEDACK+q(T1)+p(T2)": ["bind", "trigger T1", "trigger T2"],
  "B-NEEDACK": ["bind", "trigger T0", "port_wait"],
  "B-NEEDACK+p(T2)": ["bind", "trigger T0", "port_wait", "trigger T2"],
  "B-IDLE+q(T1)": ["bind", "trigger T1", "ack"],
  "B-DESTROYED": ["bind", "destroy"],
]

/// One row of the table.
public struct Transition: CustomStringConvertible, Sendable {
  public let from: String
  public let event: String
  public let to: String
  public let result: String
  public let line: String
  public let untriggered: String

  public var description: String { "\(from): \(event)" }

  public static let all: [Transition] = transitionTable.split(separator: "\n").dropFirst().map { row in
    let cells = row.split(separator: "|").map { $0.trimmingPrefix { $0 == " " } }
      .map { cell in String(cell.reversed().trimmingPrefix { $0 == " " }.reversed()) }
    precondition(cells.count == 6, "a row has six columns: \(row)")
    return Transition(
      from: cells[0], event: cells[1], to: cells[2], result: cells[3], line: cells[4], untriggered: cells[5])
  }
}
