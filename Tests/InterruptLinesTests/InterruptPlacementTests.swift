import Foundation
import SystemPackage
import Testing

@testable import InterruptLines

@Suite("Where an interrupt is taken")
struct InterruptPlacementTests {
  private let processors: ProcessorSet
  private let root: URL

  /// A /proc with one interrupt.
  init() throws {
    processors = try ProcessorSet(parsing: "0 2-3")
    root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    let directory = root.appendingPathComponent("proc/irq/20")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    try Data().write(to: directory.appendingPathComponent("smp_affinity_list"))
  }

  @Test("is told to the kernel in its own way of writing processors")
  func told() throws {
    defer { try? FileManager.default.removeItem(at: root) }
    #expect(InterruptPlacement(root: root.path).place(20, of: "pci:0000:00:04.0", on: processors) == nil)
    let written = try String(contentsOf: root.appendingPathComponent("proc/irq/20/smp_affinity_list"), encoding: .utf8)
    #expect(written == "0,2-3\n")
  }

  @Test("stays as it was, which is told, for an interrupt that is not there or not known", arguments: [21, nil])
  func refused(_ irq: UInt32?) throws {
    defer { try? FileManager.default.removeItem(at: root) }
    let error = try #require(InterruptPlacement(root: root.path).place(irq, of: "pci:0000:00:04.0", on: processors))
    #expect(error.degradation == .interruptProcessors)
    #expect(!error.isGone)
    #expect(error.description.contains("its interrupt stays on its processors"))
  }
}
