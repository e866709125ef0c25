import CLinuxInterrupt
import Testing

@testable import InterruptLines

/// A PCI device's first 256 bytes.
private struct ConfigurationSpace {
  var bytes = [UInt8](repeating: 0, count: 256)

  init(capabilitiesAt first: UInt8? = nil) {
    guard let first else { return }
    bytes[0x06] = 0x10
    bytes[0x34] = first
  }

  mutating func addCapability(_ id: UInt8, at offset: Int, next: UInt8 = 0) {
    bytes[offset] = id
    bytes[offset + 1] = next
  }

  /// - Parameter place: the table's offset, with the number of its BAR in the three low bits.
  mutating func addMSIX(at offset: Int, vectors: UInt16, place: UInt32, next: UInt8 = 0) {
    addCapability(0x11, at: offset, next: next)
    let control = vectors - 1
    bytes.replaceSubrange(offset + 2..<offset + 4, with: [UInt8(control & 0xFF), UInt8(control >> 8)])
    bytes.replaceSubrange(offset + 4..<offset + 8, with: (0..<4).map { UInt8(truncatingIfNeeded: place >> ($0 * 8)) })
  }

  func msixTable(first count: Int = 256) throws -> zirq_pci_msix_table? {
    let config = try BytesBeforeNothing(bytes.prefix(count))
    var table = zirq_pci_msix_table()
    let found = zirq_pci_msix_table(config.bytes.bindMemory(to: UInt8.self).baseAddress, count, &table)
    return found ? table : nil
  }
}

@Suite("PCI configuration space")
struct VFIOConfigurationSpaceTests {
  @Test("says where the MSI-X table is")
  func msixTable() throws {
    var config = ConfigurationSpace(capabilitiesAt: 0xC8)
    config.addCapability(0x01, at: 0xC8, next: 0xD0)
    config.addMSIX(at: 0xD0, vectors: 5, place: 0x2000 | 3)
    let table = try #require(try config.msixTable())
    #expect(table.bar == 3)
    #expect(table.offset == 0x2000)
    #expect(table.size == 80)
  }

  @Test("may have a table of 2048 vectors, and pointers with bits in them that are reserved")
  func largest() throws {
    var config = ConfigurationSpace(capabilitiesAt: 0x43)
    config.addMSIX(at: 0x40, vectors: 2048, place: 0)
    #expect(try config.msixTable()?.size == 32768)
  }

  @Test("says of no table where there is none")
  func none() throws {
    #expect(try ConfigurationSpace().msixTable() == nil)
    var others = ConfigurationSpace(capabilitiesAt: 0x40)
    others.addCapability(0x05, at: 0x40)
    #expect(try others.msixTable() == nil)

    var withoutList = ConfigurationSpace()
    withoutList.addMSIX(at: 0x40, vectors: 1, place: 0)
    withoutList.bytes[0x34] = 0x40
    #expect(try withoutList.msixTable() == nil)

    // BARs 6 and 7 do not exist.
    var wild = ConfigurationSpace(capabilitiesAt: 0x40)
    wild.addMSIX(at: 0x40, vectors: 1, place: 6)
    #expect(try wild.msixTable() == nil)
  }

  @Test("is not read beyond its end, in a circle, or in the header", arguments: [0x04, 0x40, 0xF8, 0xFC] as [UInt8])
  func wildPointers(_ pointer: UInt8) throws {
    var config = ConfigurationSpace(capabilitiesAt: 0x40)
    config.addCapability(0x01, at: 0x40, next: pointer)
    if pointer >= 0x40 { config.bytes[Int(pointer)] = pointer == 0x40 ? 0x01 : 0x11 }
    #expect(try config.msixTable() == nil)
  }

  @Test("may be cut off anywhere, as of a device that the bus answers all ones for")
  func truncated() throws {
    var config = ConfigurationSpace(capabilitiesAt: 0x40)
    config.addMSIX(at: 0x40, vectors: 1, place: 0)
    for count in 0..<0x4C { #expect(try config.msixTable(first: count) == nil, "\(count) bytes") }
    #expect(try config.msixTable(first: 0x4C) != nil)
    config.bytes = Array(repeating: 0xFF, count: 256)
    #expect(try config.msixTable() == nil)
  }

  @Test("says which BARs are ports")
  func ports() throws {
    var config = ConfigurationSpace()
    config.bytes[0x10 + 2 * 4] = 0x01
    config.bytes[0x10 + 6 * 4] = 0x01
    func isPort(_ bar: UInt32, first count: Int = 256) throws -> Bool {
      let bytes = try BytesBeforeNothing(config.bytes.prefix(count))
      return zirq_pci_bar_is_port(bytes.bytes.bindMemory(to: UInt8.self).baseAddress, count, bar)
    }
    #expect(try (0..<8).map { try isPort($0) } == [false, false, true, false, false, false, false, false])
    #expect(try !isPort(2, first: 0x18))
    #expect(try !isPort(.max))
  }
}
