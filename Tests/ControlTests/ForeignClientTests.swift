import BridgeServer
import Foundation
import Testing

@Suite struct ForeignClient {
  /// `varlink_client.py` uses a Varlink library that is none of ours, and holds each reply against the description.
  @Test func aClientThatNobodyHereWroteIsContent() throws {
    let root = URL(filePath: #filePath).appending(path: "../../..").standardized.path
    let python = root + "/build/venv/bin/python"
    try #require(
      FileManager.default.isExecutableFile(atPath: python),
      "needs \(python): python3 -m venv build/venv && build/venv/bin/pip install varlink")
    let socket = try ControlSocket()
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = [root + "/Tests/ControlTests/varlink_client.py", "unix:" + socket.path]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let said = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(said)")
    #expect(said.hasSuffix("streams: Monitor\n"))
    #expect(socket.daemon.triggered.map(\.target) == [.device("sim:edge")])
  }
}
