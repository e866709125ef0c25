import SystemPackage
import Testing
import ZirconObjects

@testable import InterruptLines

@Suite("What goes wrong with a line")
struct LineErrorTests {
  /// Each with words that name what to do about it, and what the client is told.
  static let cases: [(LineError.Step, Errno, String, Status)] = [
    (.openNode, .permissionDenied, "udev-rules/", .accessDenied),
    (.openNode, .notPermitted, "restart the unit", .accessDenied),
    (.openNode, .noSuchFileOrDirectory, "has gone", .ioNotPresent),
    (.openNode, .resourceBusy, "cannot be opened", .alreadyBound),
    (.openConfig, .permissionDenied, "let zirqd's user write the file", .accessDenied),
    (.openConfig, .readOnlyFileSystem, "ProtectKernelTunables=no", .accessDenied),
    (.rearmByConfig, .notPermitted, "lockdown", .accessDenied),
    (.rearmByConfig, .operationNotSupportedByDevice, "has gone", .ioNotPresent),
    (.arm, .ioError, "has no interrupt", .notSupported),
    (.arm, .invalidArgument, "has gone", .ioNotPresent),
    (.rearmByNode, .noFunction, "does not re-arm", .io),
    (.wait, .ioError, "has gone", .ioNotPresent),
    (.startThread, .resourceTemporarilyUnavailable, "no thread", .noResources),
    (.prioritize, .notPermitted, "LimitRTPRIO=", .accessDenied),
  ]

  @Test("is said in a sentence that names the device, the file and what helps, and in a status", arguments: cases)
  func sentence(_ step: LineError.Step, _ errno: Errno, _ words: String, _ status: Status) {
    let error = LineError(device: "pci:0000:00:04.0", path: "/dev/uio0", step: step, errno: errno)
    #expect(error.description.hasPrefix("pci:0000:00:04.0: /dev/uio0: "))
    #expect(error.description.contains(words))
    #expect(error.status == status)
  }
}
