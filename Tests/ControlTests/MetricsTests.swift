import ControlInterface
import Foundation
import TestDaemon
import Testing

/// `zirqctl metrics`, and the method behind it.
@Suite struct MetricsOfTheDaemon {
  private func tool(_ controlSocket: String, _ arguments: String...) throws -> String {
    let tool = try TestProgram("zirqctl", ["metrics", "--control-socket", controlSocket] + arguments).finish()
    try #require(tool.status == 0, "\(tool.errors)")
    return tool.output
  }

  // MARK: The text

  @Test func openMetricsIsWrittenToTheLetter() throws {
    let socket = try ControlSocket()
    #expect(
      try tool(socket.path) == #"""
        # TYPE zirq_interrupts counter
        # HELP zirq_interrupts Interrupts that the line's source has counted.
        zirq_interrupts_total{device="sim:\"a\\b\"\n",vector="0"} 3000000000
        zirq_interrupts_total{device="other",vector=""} 7
        # TYPE zirq_ack_latency_seconds histogram
        # UNIT zirq_ack_latency_seconds seconds
        # HELP zirq_ack_latency_seconds From an interrupt's timestamp until its acknowledgement.
        zirq_ack_latency_seconds_bucket{device="sim:a",vector="1",le="1.024e-06"} 2
        zirq_ack_latency_seconds_bucket{device="sim:a",vector="1",le="0.5"} 2
        zirq_ack_latency_seconds_bucket{device="sim:a",vector="1",le="+Inf"} 3
        zirq_ack_latency_seconds_count{device="sim:a",vector="1"} 3
        zirq_ack_latency_seconds_sum{device="sim:a",vector="1"} 1.5
        # TYPE zirq_clients gauge
        # HELP zirq_clients Processes that are connected to the data socket.
        zirq_clients 2
        # TYPE zirq_storms counter
        # HELP zirq_storms Times the line was held masked because it came too often.
        # TYPE zirq_build info
        # HELP zirq_build Which zirqd it is.
        zirq_build_info{version="1.2.3"} 1
        # EOF

        """#)
  }

  /// Whose readers know no info and no unit, and take a counter by the name of its samples.
  @Test func prometheusOlderFormatIsWrittenToTheLetter() throws {
    let socket = try ControlSocket()
    #expect(
      try tool(socket.path, "--format", "prometheus") == #"""
        # HELP zirq_interrupts_total Interrupts that the line's source has counted.
        # TYPE zirq_interrupts_total counter
        zirq_interrupts_total{device="sim:\"a\\b\"\n",vector="0"} 3000000000
        zirq_interrupts_total{device="other",vector=""} 7
        # HELP zirq_ack_latency_seconds From an interrupt's timestamp until its acknowledgement.
        # TYPE zirq_ack_latency_seconds histogram
        zirq_ack_latency_seconds_bucket{device="sim:a",vector="1",le="1.024e-06"} 2
        zirq_ack_latency_seconds_bucket{device="sim:a",vector="1",le="0.5"} 2
        zirq_ack_latency_seconds_bucket{device="sim:a",vector="1",le="+Inf"} 3
        zirq_ack_latency_seconds_count{device="sim:a",vector="1"} 3
        zirq_ack_latency_seconds_sum{device="sim:a",vector="1"} 1.5
        # HELP zirq_clients Processes that are connected to the data socket.
        # TYPE zirq_clients gauge
        zirq_clients 2
        # HELP zirq_storms_total Times the line was held masked because it came too often.
        # TYPE zirq_storms_total counter
        # HELP zirq_build_info Which zirqd it is.
        # TYPE zirq_build_info gauge
        zirq_build_info{version="1.2.3"} 1

        """#)
  }

  @Test func jsonIsTheDaemonsReplyAndTheMethodsAreTheSame() throws {
    let socket = try ControlSocket()
    let reply = try VarlinkJSON.decode(MetricsReply.self, from: Array(try tool(socket.path, "--json").utf8))
    #expect(reply.metrics == FakeDaemon.metrics)
    let called = try socket.connect().call(#"{"method":"io.zirq.Control.GetMetrics"}"#, MetricsReply.self)
    #expect(called.metrics == FakeDaemon.metrics)
  }

  // MARK: A running daemon's, read with another project's parser

  private struct Scrape: Decodable {
    var samples: [String: Double]
    var families: [String: String]

    subscript(_ name: String) -> Double? { samples[name] }

    func sum(_ name: String) -> Double {
      samples.filter { $0.key.hasPrefix(name + "{") }.values.reduce(0, +)
    }
  }

  private func scrape(_ daemon: TestDaemon, _ format: String = "openmetrics") throws -> Scrape {
    let text = try tool(daemon.controlSocket, "--format", format)
    let (status, said) = try VirtualEnvironment.run("metrics_samples.py", [format], input: Data(text.utf8))
    try #require(status == 0, "\(said)\n\(text)")
    return try JSONDecoder().decode(Scrape.self, from: Data(said.utf8))
  }

  private func watch(_ device: String, count: Int, _ daemon: TestDaemon) throws -> Int32 {
    try TestProgram("zirqctl", ["watch", device, "--count", String(count), "--socket", daemon.socket]).finish().status
  }

  /// Samples that may only grow.
  private func expectGrowth(from earlier: Scrape, to later: Scrape) {
    let monotonic = Metric.allCases.map(\.declaration).filter { $0.kind == .counter || $0.kind == .histogram }
    let names = Set(monotonic.flatMap(\.sampleNames))
    for (sample, value) in earlier.samples where names.contains(String(sample.prefix { $0 != "{" })) {
      #expect((later[sample] ?? -1) >= value, "\(sample)")
    }
  }

  @Test
  func countersGrowWhileLinesComeAndGo() throws {
    let daemon = try TestDaemon(
      """
      [Simulated wire]
      Mode=level
      RateHz=1000
      Vectors=2
      [Simulated pulse]
      Mode=edge
      """)
    let first = try scrape(daemon)
    #expect(
      first.families
        == Dictionary(
          uniqueKeysWithValues: Metric.allCases.map { ($0.declaration.name, $0.declaration.kind.rawValue) }))
    #expect(first["zirq_devices{kind=simulated}"] == 2)
    #expect(first["zirq_build_info{version=\(zirqVersion)}"] == 1)

    #expect(try watch("sim:wire", count: 20, daemon) == 0)
    let second = try scrape(daemon)
    expectGrowth(from: first, to: second)
    let line = "{device=sim:wire,vector=0}"
    let delivered = try #require(second["zirq_interrupts_delivered_total" + line])
    #expect(delivered >= 20)
    // It acknowledged all that it was shown but the last.
    #expect(second["zirq_ack_latency_seconds_count" + line] == 19)
    #expect(try #require(second["zirq_rearms_total" + line]) >= 20)
    #expect(try #require(second["zirq_delivery_latency_seconds_count" + line]) <= delivered)
    #expect(second["zirq_interrupts_total{device=sim:pulse,vector=0}"] == nil)

    #expect(try watch("sim:wire", count: 5, daemon) == 0)
    let third = try scrape(daemon)
    expectGrowth(from: second, to: third)
    #expect(third["zirq_ack_latency_seconds_count" + line] == 23)
    #expect(try #require(third["zirq_interrupts_delivered_total" + line]) >= delivered + 5)

    let older = try scrape(daemon, "prometheus")
    expectGrowth(from: third, to: older)
  }

  @Test func whatClientsDoWrongIsCounted() throws {
    let daemon = try TestDaemon(
      """
      [Simulated secret]
      Mode=edge
      [Device sim:secret]
      Allow=nobody
      """)
    #expect(try watch("sim:secret", count: 1, daemon) != 0)
    #expect(try watch("sim:absent", count: 1, daemon) != 0)
    let garbage = try UnixConnection(daemon.socket)
    try garbage.send(Array(repeating: 0xff, count: 64))
    #expect(garbage.receive(atMost: 1).isEmpty)
    try daemon.waitUntil("all three are counted") {
      let scrape = try scrape(daemon)
      return ["denied", "call-refused", "client-cut-off"].allSatisfy { scrape["zirq_errors_total{kind=\($0)}"] == 1 }
    }
    #expect(daemon.log.contains("not permitted by rule 1 (sim:secret)"))
    #expect(try scrape(daemon).sum("zirq_log_records_dropped_total") == 0)
  }

  @Test func aStormIsCountedAndTheLineShownAsHeld() throws {
    let daemon = try TestDaemon(
      """
      [Daemon]
      StormLimitHz=100
      [Simulated pulse]
      Mode=edge
      """)
    let client = try TestProgram("zirqctl", ["watch", "sim:pulse", "--no-ack", "--socket", daemon.socket])
    try daemon.waitUntil("the line is open") { try scrape(daemon)["zirq_lines_open{}"] == 1 }
    try daemon.trigger("sim:pulse")
    #expect(client.nextLine() != nil)
    // They come in one wake-up or two, with nobody acknowledging the one before them.
    try daemon.trigger("sim:pulse", count: 10_000)
    let line = "{device=sim:pulse,vector=0}"
    try daemon.waitUntil("it is held") { try scrape(daemon)["zirq_lines_held{}"] == 1 }
    let held = try scrape(daemon)
    #expect(held["zirq_storms_total" + line] == 1)
    #expect(held["zirq_interrupts_total" + line] == 10_001)
    #expect(try #require(held["zirq_interrupts_missed_total" + line]) > 0)
    #expect(daemon.log.contains("zirqd: error: sim:pulse: held masked"))
  }

  @Test func theFileIsReplacedInOnePiece() throws {
    let socket = try ControlSocket()
    let directory = FileManager.default.temporaryDirectory.appending(path: "zirq-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: directory) }
    let file = directory.appending(path: "zirq.prom")
    try Data("old".utf8).write(to: file)
    let reader = try FileHandle(forReadingFrom: file)
    #expect(try tool(socket.path, "--format", "prometheus", "--output", file.path) == "")
    // Who has begun to read goes on reading what was there.
    #expect(try reader.readToEnd() == Data("old".utf8))
    #expect(try Data(contentsOf: file) == Data(try tool(socket.path, "--format", "prometheus").utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["zirq.prom"])
    let refused = try TestProgram(
      "zirqctl", ["metrics", "--control-socket", socket.path, "--output", "\(directory.path)/absent/zirq.prom"]
    ).finish()
    #expect(refused.status == 1)
    #expect(
      refused.errors == "zirqctl: \(directory.path)/absent/zirq.prom: cannot be written: No such file or directory\n")
  }

  @Test func theLongestReplyIsNotTooLongForTheTool() throws {
    let labels = ["device": "sim:" + String(repeating: "x", count: 60), "vector": "4294967295"]
    let lines = 257
    let families = Metric.allCases.map { metric in
      switch metric.declaration.kind {
      case .histogram:
        MetricFamily(
          metric, bounds: Array(repeating: 0.123456789, count: 21),
          Array(
            repeating: MetricSample(labels, buckets: Array(repeating: 9_999_999_999, count: 22), sum: 123456.123456789),
            count: lines))
      default:
        MetricFamily(metric, Array(repeating: MetricSample(labels, value: 999_999_999_999), count: lines))
      }
    }
    #expect(try VarlinkJSON.encode(MetricsReply(metrics: families)).count < 1024 * 1024)
  }

  // MARK: The dashboard

  @Test func theDashboardAsksForNothingThatIsNotDeclared() throws {
    let path = VirtualEnvironment.root + "/docs/grafana-dashboard.json"
    let dashboard = try JSONDecoder().decode(Dashboard.self, from: Data(contentsOf: URL(filePath: path)))
    let declared = Set(Metric.allCases.flatMap(\.declaration.sampleNames))
    let queries =
      dashboard.panels.flatMap { $0.targets ?? [] }.map(\.expr) + dashboard.templating.list.map(\.definition)
    let asked = Set(queries.flatMap { $0.matches(of: /zirq_[a-z_]+/).map { String($0.output) } })
    #expect(asked.isSubset(of: declared), "\(asked.subtracting(declared))")
    #expect(asked.count >= 10)
    #expect(dashboard.panels.allSatisfy { $0.type == "row" || $0.targets?.isEmpty == false })
  }

  private struct Dashboard: Decodable {
    struct Panel: Decodable {
      struct Target: Decodable { var expr: String }
      var type: String
      var targets: [Target]?
    }
    struct Templating: Decodable {
      struct Variable: Decodable {
        var definition: String
        private enum CodingKeys: CodingKey { case definition }
        init(from decoder: any Decoder) throws {
          definition =
            try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(String.self, forKey: .definition) ?? ""
        }
      }
      var list: [Variable]
    }
    var panels: [Panel]
    var templating: Templating
  }
}
