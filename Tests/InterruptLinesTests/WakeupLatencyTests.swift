import Foundation
import SystemPackage
import Testing

@testable import InterruptLines

@Suite("The wake-up latency of the processors")
struct WakeupLatencyTests {
  private let root: URL
  private var file: URL { root.appendingPathComponent("dev/cpu_dma_latency") }

  /// A /dev with an ordinary file, whose first four bytes are what has been asked for last.
  init() throws {
    root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(
      at: root.appendingPathComponent("dev"), withIntermediateDirectories: true)
    try Data().write(to: file)
  }

  /// In the order in which the kernel was told.
  private func told() throws -> [Int32] {
    let data = try Data(contentsOf: file)
    return (0..<data.count / 4).map { index in
      data.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: index * 4, as: Int32.self) }
    }
  }

  @Test("is the least that anybody asks for, and nobody's when all have let go")
  func least() throws {
    defer { try? FileManager.default.removeItem(at: root) }
    let latency = WakeupLatency(root: root.path)
    let first = latency.newRequest()
    #expect(latency.current == nil)
    try first.set(50)
    do {
      let second = latency.newRequest()
      try second.set(20)
      #expect(latency.current == 20)
      try first.set(30)
    }
    #expect(latency.current == 30)
    #expect(try told() == [50, 20, 20, 30])
    try first.set(nil)
    #expect(latency.current == nil)
    try first.set(0)
    #expect(latency.current == 0)
  }

  @Test("stays as it was where the daemon may not set it")
  func refused() throws {
    try FileManager.default.removeItem(at: root)
    let latency = WakeupLatency(root: root.path)
    let request = latency.newRequest()
    #expect(throws: Errno.noSuchFileOrDirectory) { try request.set(10) }
    #expect(latency.current == nil)
  }
}
