import ArgumentParser
import ControlInterface
import Glibc

struct Metrics: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the daemon's metrics: counters and latencies of each line, clients, errors.",
    discussion: """
      The counters start with the daemon and do not decrease when lines are closed. For node_exporter's textfile \
      collector, which does not read OpenMetrics, there is --format prometheus.
      """)

  @Option(help: "Which text: openmetrics, or prometheus for what reads Prometheus' older format alone.")
  var format = MetricsText.Format.openmetrics

  @Option(help: "Write into this file, which its readers see whole or not at all.", completion: .file())
  var output: String?

  @OptionGroup var options: SharedOptions

  func run() throws {
    let reply = try options.daemon.get(.getMetrics, as: MetricsReply.self)
    let text = options.json ? reply.json + "\n" : MetricsText(reply.value.metrics, format).text
    guard let output else { return StandardOutput.write(text) }
    let error = ReplacedFile.write(text, to: output)
    guard error == 0 else {
      throw Failure(.failed, "\(output): cannot be written: \(String(cString: strerror(error)))")
    }
  }
}

extension MetricsText.Format: ExpressibleByArgument {}
