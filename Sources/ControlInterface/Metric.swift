/// Every metric of the daemon, declared once: the daemon fills it in, `zirqctl metrics` writes it out.
///
/// The names follow Prometheus' conventions and are kept: dashboards and alarms are built on them. A counter's samples
/// have "_total" behind the name, an info's "_info". Source: prometheus.io, "Metric and label naming"; OpenMetrics 1.0.
public enum Metric: CaseIterable, Sendable {
  case interrupts, interruptsDelivered, interruptsMissed, interruptsMerged, rearms, rearmFailures, storms
  case deliveryLatency, ackLatency
  case devices, linesOpen, linesHeld, clients, channels, handles
  case errors, logRecordsDropped
  case startTime, build

  public enum Kind: String, Codable, Sendable {
    case counter, gauge, histogram, info
  }

  public struct Declaration: Sendable {
    public let name: String
    public let kind: Kind
    /// The name's last word, where there is one.
    public let unit: String?
    /// In the order in which they are written.
    public let labels: [String]
    public let help: String

    fileprivate init(_ name: String, _ kind: Kind, unit: String? = nil, _ labels: [String] = [], _ help: String) {
      self.name = name
      self.kind = kind
      self.unit = unit
      self.labels = labels
      self.help = help
    }
  }

  private static let line = ["device", "vector"]

  public var declaration: Declaration {
    switch self {
    case .interrupts:
      Declaration("zirq_interrupts", .counter, Self.line, "Interrupts that the line's source has counted.")
    case .interruptsDelivered:
      Declaration("zirq_interrupts_delivered", .counter, Self.line, "Times that interrupts woke the line's thread.")
    case .interruptsMissed:
      Declaration("zirq_interrupts_missed", .counter, Self.line, "Interrupts beyond one for a wake-up.")
    case .interruptsMerged:
      Declaration(
        "zirq_interrupts_merged", .counter, Self.line,
        "Wake-ups merged into one that waited already for an acknowledgement.")
    case .rearms:
      Declaration(
        "zirq_rearms", .counter, Self.line, "Times the line was unmasked, the arming at its opening included.")
    case .rearmFailures:
      Declaration("zirq_rearm_failures", .counter, Self.line, "Times the line could not be unmasked.")
    case .storms:
      Declaration("zirq_storms", .counter, Self.line, "Times the line was held masked because it came too often.")
    case .deliveryLatency:
      Declaration(
        "zirq_delivery_latency_seconds", .histogram, unit: "seconds", Self.line,
        "From the return of zirqd's read until the reply to a client that waited was in its socket.")
    case .ackLatency:
      Declaration(
        "zirq_ack_latency_seconds", .histogram, unit: "seconds", Self.line,
        "From an interrupt's timestamp until its acknowledgement.")
    case .devices: Declaration("zirq_devices", .gauge, ["kind"], "Devices that zirqd serves.")
    case .linesOpen: Declaration("zirq_lines_open", .gauge, "Vectors that clients have open.")
    case .linesHeld: Declaration("zirq_lines_held", .gauge, "Lines that are held masked because they came too often.")
    case .clients: Declaration("zirq_clients", .gauge, "Processes that are connected to the data socket.")
    case .channels: Declaration("zirq_channels", .gauge, "Threads of clients that are connected to the data socket.")
    case .handles: Declaration("zirq_handles", .gauge, "Handles that clients hold.")
    case .errors:
      Declaration("zirq_errors", .counter, ["kind"], "What went wrong; the kinds are events of the journal.")
    case .logRecordsDropped:
      Declaration(
        "zirq_log_records_dropped", .counter, ["reason"],
        "Log records not written: over the limit of their kind, or not taken by the journal.")
    case .startTime:
      Declaration(
        "zirq_start_time_seconds", .gauge, unit: "seconds", "When zirqd has started, in seconds since 1970.")
    case .build: Declaration("zirq_build", .info, ["version"], "Which zirqd it is.")
    }
  }
}

extension Metric.Declaration {
  fileprivate init(_ name: String, _ kind: Metric.Kind, unit: String? = nil, _ help: String) {
    self.init(name, kind, unit: unit, [], help)
  }

  /// The names of its samples.
  public var sampleNames: [String] {
    switch kind {
    case .counter: ["\(name)_total"]
    case .gauge: [name]
    case .histogram: ["\(name)_bucket", "\(name)_count", "\(name)_sum"]
    case .info: ["\(name)_info"]
    }
  }
}
