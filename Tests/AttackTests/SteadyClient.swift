import Foundation
import TestDaemon
import Testing

/// A client that keeps to the rules, on a simulated line that interrupts a thousand times in a second.
struct SteadyClient {
  private let program: TestProgram
  private let device: String

  init(_ device: String, of daemon: TestDaemon) throws {
    self.device = device
    program = try TestProgram(
      "zirq-test-client", ["steady", device, "1000"], environment: ["ZIRQ_SOCKET": daemon.socket])
    #expect(program.nextLine() == "bound")
  }

  /// Waits for an interrupt that comes from now on.
  func takesAnother(_ when: Comment) {
    program.signal(SIGUSR1)
    #expect(program.nextLine() == "another", "\(device), \(when)")
  }

  /// Has the client account for every interrupt that its line has counted, and end.
  func hasLostNothing() {
    program.signal(SIGTERM)
    let (status, output, errors) = program.finish()
    #expect(status == 0 && output == "nothing lost\n", "\(device): \(errors)")
  }
}
