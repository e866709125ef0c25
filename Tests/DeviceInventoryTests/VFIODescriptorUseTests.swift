import Foundation
import Glibc
import Sysfs
import Testing

@testable import DeviceInventory

@Suite("What a process has of VFIO devices")
struct VFIODescriptorUseTests {
  private let tree: SystemTree

  init() throws { tree = try SystemTree() }

  private func addProcess(descriptors: [String], mappings: String) throws {
    let fds = tree.directory.appending(path: "proc/77/task/77/fd")
    try FileManager.default.createDirectory(at: fds, withIntermediateDirectories: true)
    for (number, name) in descriptors.enumerated() {
      try FileManager.default.createSymbolicLink(
        atPath: fds.appending(path: "\(number)").path, withDestinationPath: name)
    }
    try tree.write("proc/77/maps", mappings)
  }

  private var isSeen: Bool? { VFIODescriptorUse.isSeen(inProcess: 77, in: tree.files) }
  private static let text = "7f00-7f01 r-xp 00000000 08:01 131 /usr/bin/driver"

  @Test(
    "is a descriptor, however the device was opened, or a mapping",
    arguments: [
      (["/dev/null", "anon_inode:[vfio-device]"], text),
      (["/", "/dev/vfio/devices/vfio0"], text),
      (["/dev/null"], text + "\n7f02-7f03 rw-s 10000000000 00:0e 12 anon_inode:[vfio-device]"),
      (["/dev/null"], text + "\n7f02-7f03 rw-s 10000000000 00:05 12 /dev/vfio/devices/vfio0"),
    ])
  func having(_ descriptors: [String], _ mappings: String) throws {
    try addProcess(descriptors: descriptors, mappings: mappings)
    #expect(isSeen == true)
  }

  @Test("is nothing where neither is seen; a container or an event is no device")
  func nothing() throws {
    try addProcess(descriptors: ["/", "/dev/vfio/vfio", "anon_inode:[eventfd]", "socket:[4]"], mappings: Self.text)
    #expect(isSeen == false)
  }

  @Test("is not known where something cannot be read")
  func unknown() throws {
    #expect(isSeen == nil)
    try addProcess(descriptors: ["/dev/null"], mappings: "")
    #expect(isSeen == nil)
    try tree.remove("proc/77/maps")
    #expect(isSeen == nil)
    try tree.write("proc/77/maps", Self.text)
    #expect(isSeen == false)
    try tree.remove("proc/77/task/77/fd/0")
    #expect(isSeen == nil)
  }

  @Test("is read of a real process")
  func real() {
    #expect(VFIODescriptorUse.isSeen(inProcess: getpid(), in: SystemFiles()) != true)
  }
}
