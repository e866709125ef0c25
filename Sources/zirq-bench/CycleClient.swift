import ArgumentParser
import Zirq

/// The client whose system calls are counted: this program again, in a process of its own.
struct CycleClient: ParsableCommand {
  static let name = "cycle-client"
  static let configuration = CommandConfiguration(
    commandName: name, abstract: "Go through cycles of an interrupt, and nothing else.", shouldDisplay: false)

  @Option var socket: String
  @Option var device: String
  @Option var cycles: Int

  func run() throws {
    try Connection.open(path: socket)
    _ = try BackToBack.throughDaemon(cycles: cycles, device: device)
  }
}
