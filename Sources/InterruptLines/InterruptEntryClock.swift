import CLinuxInterrupt
import Glibc
import SystemPackage

/// The times at which the kernel entered one interrupt's handler, for lines whose `TimestampSource` is `irqEntry`.
///
/// The kernel notes them, one after the other for each processor, and the line's thread takes them out after it has woken
/// up. On a line that several devices share every entry counts, also one that turned out to be another device's: the
/// tracepoint comes before the handler knows.
///
/// Processors that are switched on later are not looked at; interrupts there keep the time of the wake-up.
final class InterruptEntryClock: Sendable {
  /// Changed by `newest` alone, which one thread calls; closed with the last reference.
  nonisolated(unsafe) private let clock: OpaquePointer

  /// Where tracefs is mounted, and where it was before Linux 4.1.
  private static let tracepoints = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"].map {
    "\($0)/events/irq/irq_handler_entry/id"
  }

  /// - Parameters:
  ///   - device: for errors.
  ///   - irq: the kernel's number, as in /proc/interrupts; nil when whoever opens the line could not find it.
  ///   - handler: the name by which /proc/interrupts has the handler, for a line that several share.
  init(of device: String, irq: UInt32?, handler: String?) throws(LineError) {
    guard let irq else { throw LineError(device: device, step: .stampEntries(.findInterrupt), errno: .noSuchProcess) }
    let path = Self.tracepoints.first { access($0, F_OK) == 0 } ?? Self.tracepoints[0]
    var tracepoint: UInt64 = 0
    let unreadable = zirq_tracepoint_id(path, &tracepoint)
    guard unreadable == 0 else {
      throw LineError(
        device: device, path: path, step: .stampEntries(.readTracepoint), errno: Errno(rawValue: unreadable))
    }
    var clock: OpaquePointer?
    var isMapping = false
    let refused = zirq_entry_clock_open(tracepoint, Self.filter(irq: irq, handler: handler), &clock, &isMapping)
    guard refused == 0, let clock else {
      throw LineError(
        device: device, step: .stampEntries(isMapping ? .mapEvents : .openEvents), errno: Errno(rawValue: refused))
    }
    self.clock = clock
  }

  deinit { zirq_entry_clock_close(clock) }

  /// The newest entry up to a time, CLOCK_MONOTONIC, ns; nil when there has been none since the last call, or so many, as
  /// on a busy line that several devices share, that the newest may be missing. For one thread, the line's. Allocates
  /// nothing.
  func newest(until time: Int64) -> Int64? {
    let newest = zirq_entry_clock_newest(clock, time)
    return newest == 0 ? nil : newest
  }

  /// In the language of the kernel's event filters, which knows no escape in a string.
  static func filter(irq: UInt32, handler: String?) -> String {
    guard let handler, !handler.contains("\""), !handler.contains("*") else { return "irq == \(irq)" }
    return "irq == \(irq) && name == \"\(handler)\""
  }
}

/// What has to be had for the entry times of an interrupt.
public enum EntryStampStep: Sendable, Hashable {
  /// The kernel's number of the interrupt.
  case findInterrupt
  /// The number of the tracepoint, from tracefs.
  case readTracepoint
  /// The events of the tracepoint.
  case openEvents
  /// Memory for them.
  case mapEvents

  func explanation(_ errno: Errno) -> String { "\(reason(errno)); so its timestamps are those of zirqd's wake-ups" }

  private func reason(_ errno: Errno) -> String {
    switch (self, errno) {
    case (.findInterrupt, _):
      "the kernel's number of its interrupt cannot be found in sysfs or /proc/interrupts, which ProcSubset=pid in "
        + "zirqd's unit hides"
    case (.readTracepoint, .noSuchFileOrDirectory):
      "there is no tracepoint irq:irq_handler_entry; mount tracefs at /sys/kernel/tracing"
    case (.readTracepoint, .permissionDenied), (.readTracepoint, .notPermitted):
      "the tracepoint irq:irq_handler_entry cannot be read; let zirqd's group read tracefs, as with the mount options "
        + "gid=zirq,mode=750, or kernel lockdown forbids it, see /sys/kernel/security/lockdown"
    case (.openEvents, .permissionDenied):
      "perf_event_open is not allowed; give zirqd CAP_PERFMON, by AmbientCapabilities= and CapabilityBoundingSet= in its "
        + "unit"
    case (.openEvents, .notPermitted):
      "perf_event_open is forbidden; add SystemCallFilter=perf_event_open to zirqd's unit, or, if kernel lockdown "
        + "forbids it, see /sys/kernel/security/lockdown, do without"
    case (.openEvents, .noFunction):
      "perf_event_open is not there; the kernel has no perf events, or zirqd's unit filters the call"
    case (.mapEvents, .notPermitted):
      "there is too little memory for its events; raise kernel.perf_event_mlock_kb or LimitMEMLOCK= in zirqd's unit"
    case (.readTracepoint, _): "the tracepoint irq:irq_handler_entry cannot be read: \(errno)"
    case (.openEvents, _), (.mapEvents, _): "the events of its tracepoint cannot be had: \(errno)"
    }
  }
}
