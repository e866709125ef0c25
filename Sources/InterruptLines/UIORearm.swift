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

  /// Arms the device by a write to the node, and by the driver's answer decides how it is to be armed from now on.
  ///
  /// The write is wanted anyway: most drivers have the interrupt enabled from the moment they bind, so that one may have
  /// come and masked the line while nobody had the node open, and no other would follow.
  static func arming(_ node: UIONode, driver: UIODriver, paths: UIODevicePaths) throws(LineError) -> UIORearm {
    do throws(Errno) {
      try node.enable()
      return .irqcontrol
    } catch .noFunction {
      let rearm = try UIORearm(withoutIRQControl: driver, paths: paths)
      try rearm.unmask(node, paths: paths)
      return rearm
    } catch {
      throw LineError(device: paths.name, path: paths.node, step: .arm, errno: error)
    }
  }

  /// For a driver that has answered the first write with ENOSYS.
  init(withoutIRQControl driver: UIODriver, paths: UIODevicePaths) throws(LineError) {
    switch driver.withoutIRQControl {
    case .configSpace:
      do throws(Errno) {
        self = .configSpace(try OwnedDescriptor { zirq_pci_config_open(paths.config, &$0) })
      } catch {
        throw LineError(device: paths.name, path: paths.config, step: .openConfig, errno: error)
      }
    case .none: self = .none
    case .client, .irqcontrol, .unmask: self = .client
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
