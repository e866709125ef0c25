import Foundation
import Glibc
import ZirconObjects

/// A program of this package, run as a process of its own.
public final class TestProgram: @unchecked Sendable {
  // Sendable: everything is constant after init; a pipe's reading end is used by one caller at a time, under `lines`.

  private let process = Process()
  private let output = Pipe()
  private let errors = Pipe()
  private let lock = NSLock()
  private var unread = Data()

  /// Where the build has put a program: beside the running tests.
  public static func named(_ name: String) -> URL {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent(name)
  }

  public init(_ name: String, _ arguments: [String], environment: [String: String] = [:]) throws {
    process.executableURL = name.hasPrefix("/") ? URL(fileURLWithPath: name) : TestProgram.named(name)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  public var pid: Int32 { process.processIdentifier }

  /// The next line of its standard output; nil at the end.
  public func nextLine() -> String? {
    lock.withLock {
      while true {
        if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
          let line = String(decoding: unread[unread.startIndex..<end], as: UTF8.self)
          unread = Data(unread[unread.index(after: end)...])
          return line
        }
        let more = output.fileHandleForReading.availableData
        if more.isEmpty { return nil }
        unread += more
      }
    }
  }

  public func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// Waits for its end.
  ///
  /// - Returns: its exit status; the negative number of a signal that killed it.
  public func wait() -> Int32 {
    process.waitUntilExit()
    return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
  }

  /// Waits for its end and takes all it has written.
  public func finish() -> (status: Int32, output: String, errors: String) {
    // Both pipes are drained at once, so that neither fills up while the other is read.
    let errorReader = Reader(errors.fileHandleForReading)
    let output = lock.withLock { unread } + output.fileHandleForReading.readDataToEndOfFile()
    let errors = errorReader.data()
    return (wait(), String(decoding: output, as: UTF8.self), String(decoding: errors, as: UTF8.self))
  }

  private final class Reader: Sendable {
    private let read = Guarded(Data())
    private let done = DispatchSemaphore(value: 0)

    init(_ handle: FileHandle) {
      Thread.detachNewThread { [self] in
        let all = handle.readDataToEndOfFile()
        read.withLock { $0 = all }
        done.signal()
      }
    }

    func data() -> Data {
      done.wait()
      return read.withLock { $0 }
    }
  }
}
