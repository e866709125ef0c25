import Foundation
import Testing

/// Python programs of the tests, with the packages of `Tests/requirements.txt`.
enum VirtualEnvironment {
  static let root = URL(filePath: #filePath).appending(path: "../../..").standardized.path

  /// - Returns: its status, and all that it said.
  static func run(
    _ program: String, _ arguments: [String], input: Data = Data()
  ) throws -> (status: Int32, output: String) {
    let python = root + "/build/venv/bin/python"
    try #require(
      FileManager.default.isExecutableFile(atPath: python),
      "needs \(python): make build/venv/ready")
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = ["\(root)/Tests/ControlTests/\(program)"] + arguments
    let output = Pipe()
    let source = Pipe()
    process.standardInput = source
    process.standardOutput = output
    process.standardError = output
    try process.run()
    // No program here says a pipe full before it has read all.
    try source.fileHandleForWriting.write(contentsOf: input)
    try source.fileHandleForWriting.close()
    let said = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, said)
  }
}
