import Glibc

/// Which devices a section of the configuration is about: a glob over a device's names, "pci:0000:03:*", "id:8086:*" over
/// its PCI id, or "driver:igb_uio" over the name of the kernel's driver. Source: fnmatch(3).
public struct DevicePattern: Sendable, Hashable, CustomStringConvertible {
  public let description: String

  /// Why a text is no pattern that any device could match: the end of a sentence.
  public struct Unmatchable: Error, Hashable, CustomStringConvertible {
    public let description: String
  }

  public init(_ text: String) { description = text }

  /// Refuses what is well meant and matches nothing.
  public init(checking text: String) throws(Unmatchable) {
    self.init(text)
    guard text.hasPrefix(Self.id) else { return }
    let id = text.dropFirst(Self.id.count)
    guard id == id.lowercased() else {
      throw Unmatchable(description: "PCI ids are in lower case; did you mean \(text.lowercased())?")
    }
    guard id.contains(":") || id.contains("*") else {
      throw Unmatchable(description: "a PCI id has a vendor and a device; did you mean \(text):*?")
    }
  }

  func matches(_ device: DeviceTraits) -> Bool {
    if description.hasPrefix(Self.id) { return matches(device.pciID.map { Self.id + $0 }) }
    if description.hasPrefix(Self.driver) { return matches(device.driver.map { Self.driver + $0 }) }
    return device.names.contains { matches($0) }
  }

  private func matches(_ text: String?) -> Bool { text.map { fnmatch(description, $0, 0) == 0 } ?? false }

  private static let id = "id:"
  private static let driver = "driver:"
}

/// What a device is matched by.
public struct DeviceTraits: Sendable, Hashable {
  /// Aliases included.
  public var names: [String]
  /// "1234:11e8"; nil for what is not on PCI.
  public var pciID: String?
  /// The kernel's; nil for a simulated device.
  public var driver: String?

  public init(names: [String], pciID: String? = nil, driver: String? = nil) {
    self.names = names
    self.pciID = pciID
    self.driver = driver
  }
}

extension DeviceDescription {
  var traits: DeviceTraits { DeviceTraits(names: [name] + aliases, pciID: pciID, driver: driver) }
}
