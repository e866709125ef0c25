import BridgeServer
import DeviceInventory
import Glibc
import InterruptLines
import Logging
import Synchronization
import SystemPackage
import ZirconObjects

/// Tells systemd how the service is: in a line of status when that changes and, if its unit has WatchdogSec=, that it is
/// alive. It says so only when an interrupt has gone the whole way and the thread of every open line has come back from
/// its wait; a daemon that cannot do that is of no use, and is started anew.
final class ServiceReporter: Sendable {
  /// A line of status is told so often at most; ns.
  private static let statusInterval: Int64 = 1_000_000_000

  private let inventory: Inventory
  private let sessions: Sessions
  private let events: EventFeed
  private let logger: Logger
  private let isStopping = Atomic<Bool>(false)
  private let running = Guarded(Running())

  private struct Running: ~Copyable {
    var thread: DedicatedThread?
    var news: EventFeed.Subscription?
  }

  init(inventory: Inventory, sessions: Sessions, events: EventFeed, logger: Logger) {
    self.inventory = inventory
    self.sessions = sessions
    self.events = events
    self.logger = logger
  }

  /// The service is ready; from now on it is reported on. Without systemd nothing happens.
  ///
  /// - Parameter lines: how the line of the watchdog's own interrupt is run.
  func start(lines: LineSettings) throws {
    guard ServiceManager.isPresent else { return }
    let watchdog = try ServiceManager.watchdogPatience.map { patience in
      Watchdog(
        patience: patience,
        probe: try PathProbe(settings: lines, report: { [logger] in logger.notice("watchdog: \($0)") }))
    }
    let news = try events.subscribe(limit: 1)
    try running.withLock { running in
      running.news = news
      running.thread = try DedicatedThread(name: "service") { [self] in report(news, watchdog) }
    }
  }

  /// Soon nothing is told any more. Not waited for: systemd may be slow to hear.
  func stop() {
    isStopping.store(true, ordering: .releasing)
    running.withLock { running in
      running.news?.bell.ring()
      running.thread.take()?.detach()
      if let news = running.news.take() { events.unsubscribe(news) }
    }
  }

  private func report(_ news: EventFeed.Subscription, _ watchdog: Watchdog?) {
    ServiceManager.notify("READY=1\n\(status)")
    var statusTold = Clock.monotonic()
    var statusDue: Int64?
    var signDue = watchdog.map { _ in statusTold }
    while !isStopping.load(ordering: .acquiring) {
      let next = [statusDue, signDue].compactMap { $0 }.min()
      let patience = next.map { Int32(clamping: max(0, $0 - Clock.monotonic() + 999_999) / 1_000_000) } ?? -1
      if news.bell.wait(milliseconds: patience) {
        _ = news.take()
        statusDue = statusDue ?? statusTold + Self.statusInterval
      }
      let now = Clock.monotonic()
      if let due = statusDue, due <= now {
        ServiceManager.notify(status)
        (statusTold, statusDue) = (now, nil)
      }
      if let watchdog, let due = signDue, due <= now {
        // In a quarter of systemd's patience; when something is wrong at once, for it may have been the machine.
        signDue = giveSign(watchdog) ? now + watchdog.patience / 4 : now
      }
    }
  }

  private var status: String {
    let devices = inventory.devices()
    let open = devices.count { $0.lines.contains { $0.owner != nil } }
    return "STATUS=Serving \(sessions.count) clients; \(devices.count) devices, \(open) of them in use"
  }

  // MARK: Watchdog

  private struct Watchdog: Sendable {
    /// How long systemd waits for a sign of life; ns.
    let patience: Int64
    let probe: PathProbe
  }

  /// - Returns: whether it has been given.
  private func giveSign(_ watchdog: Watchdog) -> Bool {
    let deadline = Clock.monotonic() + watchdog.patience / 4
    if let fault = fault(watchdog, deadline) {
      logger.critical("watchdog: \(fault); systemd is not told that zirqd lives")
      return false
    }
    ServiceManager.notify("WATCHDOG=1")
    return true
  }

  /// What is wrong with the way of an interrupt; nil when it is free.
  private func fault(_ watchdog: Watchdog, _ deadline: Int64) -> String? {
    guard watchdog.probe.turn(by: deadline) else { return "an interrupt of zirqd's own has not arrived" }
    let stuck = inventory.linesThatDoNotTurn(by: deadline)
    return stuck.isEmpty
      ? nil : "\(stuck.joined(separator: ", ")): a line's thread does not come back from its wait"
  }
}
