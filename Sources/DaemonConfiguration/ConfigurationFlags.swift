import DeviceInventory
import InterruptLines
import Logging

/// What the command line says; it wins over the files.
package struct ConfigurationFlags: Sendable {
  /// --socket
  package var socket: String?
  /// --control-socket
  package var controlSocket: String?
  /// --log-level
  package var logLevel: Logger.Level?
  /// --device-events: udev, kernel or auto.
  package var deviceEvents: String?
  /// --realtime-priority; 0 for none.
  package var realtimePriority: Int32?

  package init() {}

  func apply(to configuration: inout Configuration) {
    if let socket {
      configuration.socket.path = socket
      configuration.sources["Daemon", "Socket"] = [.flag("socket")]
    }
    if let controlSocket {
      configuration.controlSocket.path = controlSocket
      configuration.sources["Daemon", "ControlSocket"] = [.flag("control-socket")]
    }
    if let logLevel {
      configuration.logLevel = logLevel
      configuration.sources["Daemon", "LogLevel"] = [.flag("log-level")]
    }
    if let deviceEvents {
      configuration.deviceEvents = DeviceEventSource(rawValue: deviceEvents)
      configuration.sources["Daemon", "DeviceEvents"] = [.flag("device-events")]
    }
    if let realtimePriority {
      configuration.scheduling.priority = realtimePriority
      configuration.sources["Daemon", "RealtimePriority"] = [.flag("realtime-priority")]
    }
  }
}
