import ArgumentParser
import ControlInterface
import Glibc

struct Monitor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show devices, clients and their claims as they come and go, until Ctrl-C.")

  @OptionGroup var options: SharedOptions

  func run() throws {
    ControlC.endsQuietly()
    try options.daemon.stream(.monitor, as: EventReply.self) { reply in
      StandardOutput.writeLine(options.json ? reply.json : reply.value.event.text)
    }
  }
}

extension ControlEvent {
  var text: String {
    let process = pid.map { "\(command ?? "")[\($0)]" }
    let who = [client.map { "client \($0)" }, process].compactMap(\.self).joined(separator: ", ")
    let what = device.map { device in device + (vector.map { " vector \($0)" } ?? "") } ?? "a device"
    let event =
      switch kind {
      case .ready: "watching; what there is already: zirqctl list, zirqctl clients"
      case .added: "\(what) is there"
      case .removed: "\(what) has gone"
      case .storm: "\(what) came too often and is held masked; zirqctl release \(device ?? "DEVICE") unmasks it"
      case .claimed: "\(what) claimed by \(who)"
      case .released: "\(what) released by \(who)"
      case .connected: "\(who) connected"
      case .disconnected: "\(who) disconnected"
      case .lost: "\(count ?? 0) events lost: this terminal is too slow"
      }
    return "\(timeOfDay)  \(event.printable)"
  }

  /// Local time, to the millisecond.
  private var timeOfDay: String {
    var seconds = time_t(time / 1_000_000_000)
    var local = tm()
    localtime_r(&seconds, &local)
    return [(local.tm_hour, 2), (local.tm_min, 2), (local.tm_sec, 2)].map { Int($0.0).padded($0.1) }
      .joined(separator: ":") + "." + (time / 1_000_000 % 1000).padded(3)
  }
}

extension Int {
  /// With leading zeros.
  func padded(_ width: Int) -> String {
    let digits = String(self)
    return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }
}
