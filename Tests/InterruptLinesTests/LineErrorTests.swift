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
    (.openNode, .ioError, "kernel's log", .io),
    (.openConfig, .permissionDenied, "let zirqd's user write the file", .accessDenied),
    (.openConfig, .notPermitted, "a security module forbids", .accessDenied),
    (.openConfig, .readOnlyFileSystem, "ProtectKernelTunables=no", .accessDenied),
    (.openConfig, .tooManyOpenFiles, "cannot be opened", .noMemory),
    (.rearmByConfig, .notPermitted, "/sys/kernel/security/lockdown", .accessDenied),
    (.rearmByConfig, .ioError, "command register cannot be changed", .io),
    (.rearmByConfig, .operationNotSupportedByDevice, "has gone", .ioNotPresent),
    (.arm, .ioError, "has no interrupt", .notSupported),
    (.arm, .permissionDenied, "its driver refuses", .accessDenied),
    (.arm, .notPermitted, "its driver refuses", .accessDenied),
    (.arm, .invalidArgument, "has gone", .ioNotPresent),
    (.arm, .resourceBusy, "its driver fails", .alreadyBound),
    (.rearmByNode, .noFunction, "takes no more", .io),
    (.rearmByNode, .ioError, "has gone", .ioNotPresent),
    (.rearmByNode, .notPermitted, "fails to switch the interrupt on again", .accessDenied),
    (.chosenRearm(.irqcontrol), .noFunction, "Rearm=irqcontrol cannot work", .notSupported),
    (.chosenRearm(.configSpace), .notSupported, "Rearm=config-space cannot work", .notSupported),
    (.wait, .ioError, "has gone", .ioNotPresent),
    (.startThread, .resourceTemporarilyUnavailable, "no thread", .noResources),
    (.prioritize, .notPermitted, "LimitRTPRIO=", .accessDenied),
    (.placeThread, .invalidArgument, "CPUAffinity=", .io),
    (.placeInterrupt(irq: 20), .permissionDenied, "do not set InterruptAffinity=", .accessDenied),
    (.placeInterrupt(irq: 20), .ioError, "interrupt controller", .io),
    (.placeInterrupt(irq: nil), .noSuchFileOrDirectory, "/proc/interrupts", .io),
  ]

  @Test("is said in a sentence that names the device, the file and what helps, and in a status", arguments: cases)
  func sentence(_ step: LineError.Step, _ errno: Errno, _ words: String, _ status: Status) {
    let error = LineError(device: "pci:0000:00:04.0", path: "/dev/uio0", step: step, errno: errno)
    #expect(error.description.hasPrefix("pci:0000:00:04.0: /dev/uio0: "))
    #expect(error.description.contains(words))
    #expect(error.status == status)
  }

  @Test("is another sentence for each refusal at each step, of those that the device is still there for")
  func distinct() {
    let steps: [LineError.Step] = [.openNode, .openConfig, .arm, .rearmByConfig, .rearmByNode]
    let refusals: [Errno] = [.permissionDenied, .notPermitted, .readOnlyFileSystem, .noFunction, .ioError]
    var sentences: [String: String] = [:]
    for step in steps {
      for errno in refusals {
        let error = LineError(device: "pci:0000:00:04.0", step: step, errno: errno)
        if error.isGone { continue }
        #expect(sentences[error.description] == nil, "\(step) \(errno): \(error)")
        sentences[error.description] = "\(step)"
      }
    }
  }
}
