import CLinuxInterrupt
public import ZirconObjects

extension KernelClock {
  /// Linux's clocks of the same names. Source: clock_gettime(2).
  public static let linux = KernelClock(monotonic: { zirq_clock_monotonic() }, boot: { zirq_clock_boot() })
}
