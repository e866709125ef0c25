import CLinuxInterrupt
import Foundation
import Glibc
import Testing

@Suite("The command and status registers of a PCI device")
struct PCIRegisterTests {
  private let directory = FileManager.default.temporaryDirectory.appending(path: "zirq-pci-\(UUID().uuidString)")
  /// Where configuration space begins: in a file of its own, or in a VFIO device's.
  static let bases: [UInt64] = [0, 4096]

  /// A file in which a function has these two registers.
  private func withFile(
    at base: UInt64, command: UInt16, status: UInt16 = 0, _ body: (Int32) throws -> Void
  ) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Int(base) + 64)
    bytes.replaceSubrange(
      Int(base) + 4..<Int(base) + 8,
      with: [command, status].flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
    try Data(bytes).write(to: directory)
    defer { try? FileManager.default.removeItem(at: directory) }
    var file: Int32 = -1
    try #require(zirq_pci_config_open(directory.path, &file) == 0)
    defer { close(file) }
    try body(file)
    let after = [UInt8](try Data(contentsOf: directory))
    bytes.replaceSubrange(Int(base) + 4..<Int(base) + 6, with: after[Int(base) + 4..<Int(base) + 6])
    #expect(after == bytes, "nothing but the command register is written")
    return Array(after[Int(base) + 4..<Int(base) + 6])
  }

  @Test("switch bus mastering, and leave every other bit as it is", arguments: bases)
  func busMaster(_ base: UInt64) throws {
    let command = try withFile(at: base, command: 0x0102) { file in
      var isOn = true
      #expect(zirq_pci_bus_master(file, base, &isOn) == 0)
      #expect(!isOn)
      #expect(zirq_pci_set_bus_master(file, base, true) == 0)
      #expect(zirq_pci_bus_master(file, base, &isOn) == 0)
      #expect(isOn)
    }
    #expect(command == [0x06, 0x01])
  }

  @Test("show whether the device asserts, masked or not", arguments: bases)
  func asserts(_ base: UInt64) throws {
    for (status, expected) in [(0x0008, true), (0x0010, false)] as [(UInt16, Bool)] {
      _ = try withFile(at: base, command: 0x0400, status: status) { file in
        var asserts = !expected
        #expect(zirq_pci_intx_asserts(file, base, &asserts) == 0)
        #expect(asserts == expected)
      }
    }
  }

  @Test("are of no device where all bits are ones, or the file has no such place", arguments: bases)
  func gone(_ base: UInt64) throws {
    let command = try withFile(at: base, command: 0xFFFF, status: 0xFFFF) { file in
      var isOn = false
      #expect(zirq_pci_set_bus_master(file, base, false) == ENODEV)
      #expect(zirq_pci_intx_asserts(file, base, &isOn) == ENODEV)
      #expect(zirq_pci_bus_master(file, base + 64, &isOn) == ENODEV)
    }
    #expect(command == [0xFF, 0xFF])
  }
}
