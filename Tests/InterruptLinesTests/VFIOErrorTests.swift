import SystemPackage
import Testing
import ZirconObjects

@testable import InterruptLines

@Suite("What goes wrong with a VFIO device")
struct VFIOErrorTests {
  /// Each with words that name what to do about it, and what the client is told.
  static let cases: [(VFIOStep, String, Errno, String, Status)] = [
    (.openContainer, "/dev/vfio/vfio", .noSuchFileOrDirectory, "modprobe vfio-pci", .io),
    (.openContainer, "/dev/vfio/vfio", .operationNotSupportedByDevice, "modprobe vfio-pci", .io),
    (.openContainer, "/dev/vfio/vfio", .permissionDenied, "udev-rules/", .accessDenied),
    (.openContainer, "/dev/vfio/vfio", .notPermitted, "DeviceAllow=char-vfio", .accessDenied),
    (.openContainer, "/dev/vfio/vfio", .protocolError, "another version of VFIO", .io),
    (.openIOMMU, "/dev/iommu", .noSuchFileOrDirectory, "modprobe iommufd", .io),
    (.openGroup, "/dev/vfio/1", .resourceBusy, "fuser -v /dev/vfio/1", .alreadyBound),
    (.openGroup, "/dev/vfio/1", .noSuchFileOrDirectory, "zirqctl bind", .ioNotPresent),
    (.openGroup, "/dev/vfio/1", .permissionDenied, "udev-rules/", .accessDenied),
    (.openGroup, "/dev/vfio/1", .notPermitted, "DeviceAllow=char-vfio", .accessDenied),
    (.openGroup, "/dev/vfio/noiommu-1", .notPermitted, "CAP_SYS_RAWIO", .accessDenied),
    (.getDevice, "/dev/vfio/noiommu-1", .notPermitted, "CAP_SYS_RAWIO", .accessDenied),
    (.checkGroup, "/dev/vfio/1", .notPermitted, "bind every device of the group", .accessDenied),
    (.setIOMMU, "/dev/vfio/1", .notPermitted, "vfio_iommu_type1.allow_unsafe_interrupts=1", .accessDenied),
    (.setIOMMU, "/dev/vfio/1", .operationNotSupportedByDevice, "modprobe vfio_iommu_type1", .io),
    (.bindIOMMU, "/dev/vfio/devices/vfio0", .notPermitted, "iommufd.allow_unsafe_interrupts=1", .accessDenied),
    (.bindIOMMU, "/dev/vfio/devices/vfio0", .notPermitted, "a device of its IOMMU group", .accessDenied),
    (.bindIOMMU, "/dev/vfio/devices/vfio0", .invalidArgument, "fuser -v /dev/vfio/devices/vfio0", .io),
    (.getDevice, "/dev/vfio/1", .permissionDenied, "token", .accessDenied),
    (.getDevice, "/dev/vfio/1", .resourceTemporarilyUnavailable, "try again", .io),
    (.bindIOMMU, "/dev/vfio/devices/vfio0", .resourceTemporarilyUnavailable, "try again", .io),
    (.getDevice, "/dev/vfio/1", .operationNotSupportedByDevice, "does not give the device out", .ioNotPresent),
    (.bindIOMMU, "/dev/vfio/devices/vfio0", .resourceBusy, "another program has it", .alreadyBound),
    (.chooseInterrupts(nil), "", .notSupported, "only its registers", .notSupported),
    (
      .chooseInterrupts(.msix), "", .notSupported, "no MSI-X interrupts, which the configuration asks for",
      .notSupported
    ),
    (.claimVector, "", .resourceBusy, "in use", .alreadyBound),
    (.noSuchVector(of: 5), "", .invalidArgument, "the device has 5", .invalidArgs),
    (.enable(.intx), "", .resourceBusy, "Interrupts=msi", .alreadyBound),
    (.enable(.msix), "", .noSpace, "no MSI-X vectors left", .noResources),
    (.enable(.msi), "", .invalidArgument, "MSI interrupts cannot be enabled", .io),
    (.enableFewer(.msi, available: 1, wanted: 4), "", .noSpace, "only 1 of the device's 4 vectors", .noResources),
    (.unmaskEvent, "", .tooManyOpenFiles, "so zirqd calls the kernel", .noMemory),
    (.busMaster, "", .notSupported, "only a PCI device", .io),
    (.removal, "", .operationNotSupportedByDevice, "takes the device away", .ioNotPresent),
    (.deviceError, "", .ioError, "AER", .io),
  ]

  @Test("is said in a sentence that names the device, the file and what helps, and in a status", arguments: cases)
  func sentence(_ step: VFIOStep, _ path: String, _ errno: Errno, _ words: String, _ status: Status) {
    let error = LineError(device: "pci:0000:00:04.0", path: path, step: .vfio(step), errno: errno)
    #expect(error.description.hasPrefix(path.isEmpty ? "pci:0000:00:04.0: " : "pci:0000:00:04.0: \(path): "))
    #expect(error.description.contains(words))
    #expect(error.status == status)
  }

  private func refusal(_ paths: VFIODevicePaths) -> LineError? {
    do throws(LineError) {
      _ = try VFIODevice(opening: paths, settings: LineSettings(), report: { _ in }, removing: {})
      return nil
    } catch {
      return error
    }
  }

  @Test("is that no VFIO driver has it, when it has no node")
  func noNode() {
    var paths = VFIODevicePaths(name: "pci:0000:00:04.0", slot: "0000:00:04.0", group: nil, cdev: nil, isNoIOMMU: false)
    #expect(refusal(paths)?.step == .vfio(.openGroup))
    #expect(refusal(paths)?.isGone == true)
    paths.cdev = "/nowhere/vfio0"
    #expect(refusal(paths)?.step == .vfio(.openNode))
    #expect(refusal(paths)?.path == "/nowhere/vfio0")
  }

  @Test("is told of the group, when its own node cannot be used")
  func groupInstead() throws {
    let paths = VFIODevicePaths(
      name: "pci:0000:00:04.0", slot: "0000:00:04.0", group: "/nowhere/1", cdev: "/nowhere/vfio0", isNoIOMMU: false)
    let error = try #require(refusal(paths))
    // Without VFIO in the kernel, it is the container that is missing.
    #expect(error.path == "/nowhere/1" || error.path == "/dev/vfio/vfio")
  }
}
