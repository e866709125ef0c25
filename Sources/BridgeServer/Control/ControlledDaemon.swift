import ControlInterface
import DeviceInventory

/// What the control socket asks of the daemon. Called on the thread of the client that asks, several at once.
public protocol ControlledDaemon: Sendable {
  /// The server adds its own limits to the report's.
  func status() -> StatusReport

  func metrics() -> [MetricFamily]

  /// Every device, with `allowed` as it is for this peer.
  func devices(for peer: Peer) -> [DeviceReport]

  /// The device with this name or alias.
  ///
  /// - Throws: `ControlError.noSuchDevice`.
  func device(named name: String, for peer: Peer) throws(ControlError) -> DeviceReport

  func clients() -> [ClientReport]

  /// Fires an interrupt `count` times. An administrator may fire any; others a device whose rule lets them, under VFIO
  /// only what a process of their own has open, and the virtual interrupts of their own processes.
  ///
  /// - Throws: `ControlError.notPermitted`; `.noSuchDevice`; `.invalidArgument` for a vector that the device does not have
  ///   and for a device that cannot be fired; `.failed` when the interrupt cannot fire now.
  func trigger(
    _ target: TriggerTarget, vector: UInt32, count: Int, by peer: Peer, isAdministrator: Bool
  ) throws(ControlError)

  /// Unmasks a line that is held. For administrators, and those whom the device's rule names.
  ///
  /// - Throws: `ControlError.notPermitted`; `.noSuchDevice`; `.invalidArgument` for a vector that the device does not have; `.failed` for a
  ///   line that is not held.
  func release(
    _ device: String, vector: UInt32, by peer: Peer, isAdministrator: Bool
  ) throws(ControlError)

  /// Has each vector fired that nobody has opened. For administrators, and those whom the device's rule names.
  ///
  /// - Throws: `ControlError.notPermitted`; `.noSuchDevice`; `.invalidArgument` for a device that cannot be tested; `.failed`.
  func selfTest(_ device: String, by peer: Peer, isAdministrator: Bool) throws(ControlError) -> [VectorTestReport]

  /// - Parameters:
  ///   - device: a name, an alias, or the address of a PCI device.
  ///   - peer: who asks; a rule that shuts an administrator out is only noted.
  /// - Throws: `ControlError.noSuchDevice` for a name that is no PCI address either.
  func diagnose(_ device: String, for peer: Peer, isAdministrator: Bool) throws(ControlError) -> DiagnosisReport

  /// The policy has let the peer through.
  func setLogLevel(_ level: LogLevel, by peer: Peer) throws(ControlError)

  func configuration() -> ConfigurationReport

  /// Reads the configuration again. The policy has let the peer through.
  ///
  /// - Throws: `ControlError.badConfiguration`.
  func reload(by peer: Peer) throws(ControlError) -> ReloadReport
}

/// What `Trigger` fires.
public enum TriggerTarget: Equatable, Sendable {
  /// The name or alias of a device.
  case device(String)
  /// A virtual interrupt of some client: "virtual:KOID".
  case virtual(koid: UInt64)

  /// Nil for "virtual:" without a number behind it.
  init?(_ text: String) {
    let prefix = "virtual:"
    guard text.hasPrefix(prefix) else {
      self = .device(text)
      return
    }
    guard let koid = UInt64(text.dropFirst(prefix.count)) else { return nil }
    self = .virtual(koid: koid)
  }
}
