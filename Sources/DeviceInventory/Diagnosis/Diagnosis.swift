import Glibc
import Sysfs

/// What keeps a device from being opened or its interrupts from coming, as far as the kernel's files tell. Nothing of the
/// device is opened, and of one that the system wants back nothing is even read: that could wait for whoever removes it.
public struct Diagnosis: Sendable, Hashable {
  /// The stable name, or "pci:" and the address of a device that is not in the inventory.
  public let device: String
  public let findings: [Finding]

  /// How long the counts are watched, µs.
  private static let watch: UInt32 = 20_000

  /// - Parameters:
  ///   - name: of a device of the inventory, or the address of any PCI device.
  ///   - peer: who asks, and may be shut out by a rule.
  ///   - isAdministrator: whether that is no obstacle to what they are about.
  /// - Throws: `DeviceError.notFound` and `.ambiguous`.
  public init(
    of name: String, for peer: Peer, isAdministrator: Bool, in inventory: Inventory
  ) throws(DeviceError) {
    let files = SystemFiles()
    do throws(DeviceError) {
      let device = try inventory.device(named: name)
      guard let status = inventory.devices().first(where: { $0.device.name == device.name }) else {
        throw .gone(device.name)
      }
      var facts = DeviceFacts(of: status, in: files) { usleep(Self.watch) }
      facts.decision = inventory.decision(on: status.device, for: peer)
      facts.isAskedByAdministrator = isAdministrator
      self.init(facts)
    } catch {
      guard case .notFound = error, let slot = PCIAddress(name), files.exists(slot.sysfs) else { throw error }
      self.init(DeviceFacts(ofUnserved: slot, in: files) { usleep(Self.watch) })
    }
  }

  init(_ facts: DeviceFacts) {
    device = facts.name
    findings = facts.findings
  }
}

extension DeviceFacts {
  var findings: [Finding] {
    if served?.kind == .simulated {
      return [.ok("device", "It is simulated: nothing of the system can be in its way.")] + ruleFindings
        + lineFindings + useFindings
    }
    if served?.isRemoving == true {
      return [
        .problem(
          "device", "The system wants the device back, and nothing of it is read any more.",
          advice: "Whoever removes it waits for zirqd's clients to let it go; when it has come back, open it again.")
      ] + useFindings
    }
    guard served != nil else { return bindingFindings + groupFindings }
    return bindingFindings + ruleFindings + accessFindings + groupFindings + interruptFindings + lineFindings
      + useFindings
  }
}
