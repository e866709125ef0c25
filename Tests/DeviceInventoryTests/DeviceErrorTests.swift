import SystemPackage
import Testing
import ZirconObjects

@testable import DeviceInventory

@Suite("What goes wrong with a device")
struct DeviceErrorTests {
  static let files: [(String, Errno, String, Status)] = [
    ("/sys/class/uio/uio0/device/config", .permissionDenied, "see udev-rules/", .accessDenied),
    ("/sys/class/uio/uio0/device/config", .notPermitted, "use vfio-pci", .accessDenied),
    ("/dev/uio0", .notPermitted, "DeviceAllow=", .accessDenied),
    ("/sys/class/uio/uio0/device/resource0", .readOnlyFileSystem, "ProtectKernelTunables=no", .accessDenied),
    ("/dev/uio0", .noSuchFileOrDirectory, "has gone", .ioNotPresent),
    ("/dev/uio0", .tooManyOpenFiles, "cannot be used", .noMemory),
    ("/dev/uio0", .ioError, "the kernel's log", .io),
  ]

  @Test("is said in a sentence that names the device, its file and what helps, and in a status", arguments: files)
  func file(_ path: String, _ errno: Errno, _ words: String, _ status: Status) {
    let error = DeviceError.file(device: "pci:0000:00:04.0", path: path, errno: errno)
    #expect(error.description.hasPrefix("pci:0000:00:04.0: \(path): "))
    #expect(error.description.contains(words), "\(error)")
    #expect(error.status == status)
  }

  @Test("says where the regions are listed when there is no such region")
  func region() {
    #expect(
      DeviceError.noRegion("pci:0000:00:04.0", index: 7).description
        == "pci:0000:00:04.0: there is no region 7; `zirqctl show pci:0000:00:04.0` lists them")
  }
}
