import CLinuxInterrupt
import SystemPackage

/// How one open UIO device is armed and masked: chosen once, right after open.
enum UIORearm: ~Copyable, Sendable {
  case irqcontrol
  /// By the PCI device's `config` file.
  case configSpace(OwnedDescriptor)
  case client
  case none

  var path: RearmPath {
    switch self {
    case .irqcontrol: .irqcontrol
    case .configSpace: .configSpace
    case .client: .client
    case .none: .none
    }
  }

  /// The PCI device's `config` file, where it is open.
  var config: Int32? {
    switch self {
    case .configSpace(let config): config.rawValue
    default: nil
    }
  }

  /// Arms the device, and decides how it is to be armed from now on: as the operator has chosen, else by what the driver
  /// answers to a write to the node.
  ///
  /// To arm it is wanted anyway: most drivers have the interrupt enabled from the moment they bind, so that one may have
  /// come and masked the line while nobody had the node open, and no other would follow.
  ///
  /// - Throws: with step `arm` and EIO for a device that has no interrupt.
  static func arming(
    _ node: UIONode, driver: UIODriver, chosen: RearmPath? = nil, paths: UIODevicePaths
  ) throws(LineError) -> UIORearm {
    try arming(node, driver: driver, chosen: chosen, paths: paths) { () throws(Errno) in try node.enable() }
  }

  /// - Parameter enable: writes to the node.
  static func arming(
    _ node: UIONode, driver: UIODriver, chosen: RearmPath?, paths: UIODevicePaths, enable: () throws(Errno) -> Void
  ) throws(LineError) -> UIORearm {
    switch chosen {
    case nil:
      do throws(Errno) { try enable() } catch .noFunction {
        let rearm = try UIORearm(withoutIRQControl: driver, paths: paths)
        try rearm.unmask(node, paths: paths)
        return rearm
      } catch {
        throw LineError(device: paths.name, path: paths.node, step: .arm, errno: error)
      }
      return .irqcontrol
    case .irqcontrol?:
      do throws(Errno) { try enable() } catch .noFunction {
        throw LineError(device: paths.name, path: paths.node, step: .chosenRearm(.irqcontrol), errno: .noFunction)
      } catch {
        throw LineError(device: paths.name, path: paths.node, step: .arm, errno: error)
      }
      return .irqcontrol
    case .configSpace?:
      try checkInterrupt(of: node, paths: paths)
      let rearm = try configSpace(of: paths, isChosen: true)
      try rearm.unmask(node, paths: paths)
      return rearm
    case .client?:
      try checkInterrupt(of: node, paths: paths)
      return .client
    case .some(.none):
      try checkInterrupt(of: node, paths: paths)
      return .none
    case .unmask?:
      throw LineError(device: paths.name, path: paths.node, step: .chosenRearm(.unmask), errno: .notSupported)
    }
  }

  /// For a driver that has answered the first write with ENOSYS.
  init(withoutIRQControl driver: UIODriver, paths: UIODevicePaths) throws(LineError) {
    switch driver.rearm {
    case .configSpace: self = try Self.configSpace(of: paths, isChosen: false)
    case .none: self = .none
    case .client, .irqcontrol, .unmask: self = .client
    }
  }

  private static func configSpace(of paths: UIODevicePaths, isChosen: Bool) throws(LineError) -> UIORearm {
    do throws(Errno) {
      return .configSpace(try OwnedDescriptor { zirq_pci_config_open(paths.config, &$0) })
    } catch .noSuchFileOrDirectory where isChosen {
      // Only a PCI device has the file.
      throw LineError(device: paths.name, path: paths.config, step: .chosenRearm(.configSpace), errno: .notSupported)
    } catch {
      throw LineError(device: paths.name, path: paths.config, step: .openConfig, errno: error)
    }
  }

  /// Where no write asks the driver.
  private static func checkInterrupt(of node: UIONode, paths: UIODevicePaths) throws(LineError) {
    do throws(Errno) { try node.checkInterrupt() } catch {
      throw LineError(device: paths.name, path: paths.node, step: .arm, errno: error)
    }
  }

  func unmask(_ node: UIONode, paths: UIODevicePaths) throws(LineError) {
    switch self {
    case .irqcontrol:
      do throws(Errno) { try node.enable() } catch {
        throw LineError(device: paths.name, path: paths.node, step: .rearmByNode, errno: error)
      }
    case .configSpace(let config):
      do throws(Errno) { try check(zirq_pci_intx_enable(config.rawValue)) } catch {
        throw LineError(device: paths.name, path: paths.config, step: .rearmByConfig, errno: error)
      }
    default: break
    }
  }

  /// Silences the source, as far as this is in the daemon's power. A device that has gone is silent.
  func mask(_ node: UIONode) {
    switch self {
    case .irqcontrol: try? node.disable()
    case .configSpace(let config): _ = zirq_pci_intx_disable(config.rawValue)
    default: break
    }
  }
}
