import TestDaemon
import Testing
import Zirq

@Suite("An error in Swift")
struct ErrorTests {
  let daemon = SharedDaemon.connected

  @Test("of Zircon's has its number and its name")
  func status() {
    #expect(Status.ok.rawValue == 0 && Status.badState.rawValue == -20 && Status.connectionAborted.rawValue == -76)
    #expect("\(Status.alreadyBound)" == "ZX_ERR_ALREADY_BOUND")
    #expect("\(Status.ok)" == "ZX_OK")
  }

  @Test("of zirq's is a sentence that says what failed and why")
  func sentence() throws {
    do throws(ZirqError) {
      try Connection.open(path: "/nowhere/zirqd.sock")
      Issue.record("there is a daemon")
    } catch {
      #expect(error.status == .unavailable)
      #expect(error.description.hasPrefix("/nowhere/zirqd.sock: "))
    }
    // The session that was open stays.
    #expect(try Port().info.type == .port)
  }

  @Test("is typed: a catch without a pattern has it")
  func typed() {
    func failure() -> Status {
      do throws(Status) {
        _ = try VirtualInterrupt(options: .levelLow)
        return .ok
      } catch {
        return error
      }
    }
    #expect(failure() == .invalidArgs)
  }
}
