import SystemPackage
import Testing

@testable import InterruptLines

@Suite("The clock of an interrupt's entries")
struct InterruptEntryClockTests {
  @Test("looks at one interrupt, and of a shared one at one handler, as the kernel's event filters are written")
  func filter() {
    #expect(InterruptEntryClock.filter(irq: 20, handler: nil) == "irq == 20")
    #expect(
      InterruptEntryClock.filter(irq: 20, handler: "uio_pci_generic") == #"irq == 20 && name == "uio_pci_generic""#)
  }

  @Test(
    "leaves out a name that the filter would not take literally", arguments: [#"a"b"#, #"x" || name != "y"#, "card*"])
  func unquotable(_ name: String) {
    #expect(InterruptEntryClock.filter(irq: 20, handler: name) == "irq == 20")
  }

  @Test("cannot be had of an interrupt whose number nobody knows, and the sentence says what follows")
  func unknownNumber() throws {
    do throws(LineError) {
      _ = try InterruptEntryClock(of: "uio:card", irq: nil, handler: "card")
      Issue.record("there is a clock")
    } catch {
      #expect(error.step == .stampEntries(.findInterrupt))
      #expect("\(error)".hasPrefix("uio:card: the kernel's number of its interrupt cannot be found"))
      #expect("\(error)".hasSuffix("so its timestamps are those of zirqd's wake-ups"))
    }
  }

  @Test(
    "says for each thing that is missing what helps, and that the line works without",
    arguments: [
      (.readTracepoint, .noSuchFileOrDirectory, "mount tracefs"),
      (.readTracepoint, .permissionDenied, "let zirqd's group read tracefs"),
      (.openEvents, .permissionDenied, "CAP_PERFMON"),
      (.openEvents, .notPermitted, "SystemCallFilter=perf_event_open"),
      (.openEvents, .noFunction, "has no perf events"),
      (.mapEvents, .notPermitted, "kernel.perf_event_mlock_kb"),
      (.openEvents, .tooManyOpenFiles, "cannot be had"),
    ] as [(EntryStampStep, Errno, String)])
  func sentences(_ step: EntryStampStep, _ errno: Errno, _ words: String) {
    let error = LineError(device: "uio:card", step: .stampEntries(step), errno: errno)
    #expect("\(error)".contains(words), "\(error)")
    #expect("\(error)".hasSuffix("so its timestamps are those of zirqd's wake-ups"), "\(error)")
    #expect(!error.isGone)
  }
}
