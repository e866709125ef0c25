import ControlInterface
import Zirq

/// One interrupt as `watch` and `wait` write it. Times are CLOCK_MONOTONIC, ns.
struct InterruptRecord: Encodable {
  var device: String
  var vector: UInt32
  var timestamp: Int64
  /// Since the one before.
  var gap: Int64?
  /// Since the one before.
  var missed: UInt64

  enum CodingKeys: String, CodingKey {
    case device, vector, missed
    case timestamp = "timestamp_ns"
    case gap = "gap_ns"
  }

  func write(_ options: SharedOptions) throws {
    if options.json {
      return StandardOutput.writeLine(String(decoding: try VarlinkJSON.encode(self), as: UTF8.self))
    }
    var line = seconds(timestamp)
    if let gap { line += "  +\(seconds(gap))" }
    if missed > 0 { line += "  " + options.style.warning("missed \(missed)") }
    StandardOutput.writeLine(line)
  }

  /// "12.000000345"
  private func seconds(_ nanoseconds: Int64) -> String {
    "\(nanoseconds / 1_000_000_000)." + Int(nanoseconds % 1_000_000_000).padded(9)
  }
}
