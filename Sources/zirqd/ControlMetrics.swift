import BridgeServer
import ControlInterface
import DaemonLog
import DeviceInventory
import InterruptLines
import ZirconObjects

/// The daemon's metrics, as the control socket shows them.
extension ControlView {
  func metrics() -> [MetricFamily] {
    let totals = inventory.lineTotals.sorted { ($0.device, $0.vector ?? 0) < ($1.device, $1.vector ?? 0) }
    let devices = inventory.devices()
    let clients = sessions.all
    return Metric.allCases.map { metric in
      switch metric {
      case .interrupts: MetricFamily(metric, totals.map { $0.sample(\.counts.total) })
      case .interruptsDelivered: MetricFamily(metric, totals.map { $0.sample(\.counts.delivered) })
      case .interruptsMissed: MetricFamily(metric, totals.map { $0.sample(\.counts.missed) })
      case .interruptsMerged: MetricFamily(metric, totals.map { $0.sample(\.counts.merged) })
      case .rearms: MetricFamily(metric, totals.map { $0.sample(\.counts.rearms) })
      case .rearmFailures: MetricFamily(metric, totals.map { $0.sample(\.counts.rearmFailures) })
      case .storms: MetricFamily(metric, totals.map { $0.sample(\.storms) })
      case .deliveryLatency:
        MetricFamily(metric, bounds: LatencyCounts.boundsInSeconds, totals.map { $0.sample(\.latencies.delivery) })
      case .ackLatency:
        MetricFamily(metric, bounds: LatencyCounts.boundsInSeconds, totals.map { $0.sample(\.latencies.ack) })
      case .devices:
        MetricFamily(
          metric,
          DeviceReport.Kind.allCases.map { kind in
            MetricSample(
              ["kind": kind.rawValue], value: Double(devices.count { $0.device.kind.report == kind }))
          })
      case .linesOpen: gauge(metric, devices.reduce(0) { $0 + $1.lines.count { $0.isOpen } })
      case .linesHeld: gauge(metric, devices.reduce(0) { $0 + $1.lines.count { $0.isHeld } })
      case .clients: gauge(metric, clients.count)
      case .channels: gauge(metric, clients.reduce(0) { $0 + $1.channels })
      case .handles: gauge(metric, clients.reduce(0) { $0 + $1.session.process.handleCount })
      case .errors:
        MetricFamily(
          metric,
          DaemonEvent.errors.map { MetricSample(["kind": $0.rawValue], value: Double(log.count(of: $0))) })
      case .logRecordsDropped:
        MetricFamily(
          metric,
          [
            MetricSample(["reason": "limit"], value: Double(log.unwritten)),
            MetricSample(["reason": "not-taken"], value: Double(JournalLogHandler.dropped)),
          ])
      case .startTime: MetricFamily(metric, [MetricSample(value: Double(started.realTime) / 1e9)])
      case .build: MetricFamily(metric, [MetricSample(["version": zirqVersion], value: 1)])
      }
    }
  }

  private func gauge(_ metric: Metric, _ value: Int) -> MetricFamily {
    MetricFamily(metric, [MetricSample(value: Double(value))])
  }
}

extension DaemonEvent {
  /// Those that should not happen.
  fileprivate static let errors = allCases.filter { event in
    switch event {
    case .started, .stopped, .configurationReloaded, .deviceAdded, .deviceRemoved, .lineOpened, .lineReleased: false
    // Lines have a metric of their own for it.
    case .stormHeld: false
    default: true
    }
  }
}

extension LineTotal {
  private var labels: [String: String] { ["device": device, "vector": vector.map { "\($0)" } ?? ""] }

  fileprivate func sample(_ count: KeyPath<LineTotal, UInt64>) -> MetricSample {
    MetricSample(labels, value: Double(self[keyPath: count]))
  }

  fileprivate func sample(_ latency: KeyPath<LineTotal, LatencyCounts>) -> MetricSample {
    let counts = self[keyPath: latency]
    return MetricSample(labels, buckets: counts.buckets.map { Int(clamping: $0) }, sum: Double(counts.sum) / 1e9)
  }
}

extension LatencyCounts {
  fileprivate static let boundsInSeconds = bounds.map { Double($0) / 1e9 }
}
