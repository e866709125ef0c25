import ArgumentParser
import ControlInterface
import DriverBinding
import Sysfs

/// What bind and unbind have in common.
struct BindingOptions: ParsableArguments {
  @Flag(help: "Do it though the device is in use, or will not work.")
  var force = false

  @Flag(help: "Only tell what would be done.")
  var dryRun = false

  func validate() throws {
    if force && dryRun { throw ValidationError("--force and --dry-run exclude each other") }
  }

  var mode: DriverBinding.Mode { dryRun ? .dry : force ? .forced : .careful }

  /// The clients of zirqd that have opened the device, one sentence for each; none when no daemon answers.
  func claims(on slot: PCIAddress, _ options: SharedOptions) -> [String] {
    let parameters = GetDeviceParameters(name: "pci:\(slot)")
    guard let reply = try? options.daemon.get(.getDevice, parameters, as: DeviceReply.self) else { return [] }
    return reply.value.device.owners.map { "\($0.name.printable) has opened it through zirqd" }
  }

  func carryOut(
    _ options: SharedOptions, _ change: ([String]) throws(BindingError) -> DriverBinding.Outcome,
    claimed: () -> [String]
  ) throws {
    let outcome: DriverBinding.Outcome
    do throws(BindingError) {
      outcome = try change(claimed())
    } catch {
      throw Failure(ExitStatus(error.kind), error.description.printable)
    }
    if options.json {
      return StandardOutput.writeLine(String(decoding: try VarlinkJSON.encode(outcome), as: UTF8.self))
    }
    for reason in outcome.overruled { StandardError.write("zirqctl: overruled: \(reason.printable)\n") }
    StandardOutput.writeLine(outcome.text.printable)
  }
}

extension DriverBinding.Outcome {
  var text: String {
    switch result {
    case .planned: "\(slot): would \(steps.joined(separator: ", "))"
    case .unchanged: "\(slot): nothing to do: \(steps.joined(separator: ", "))"
    case .changed:
      driver.map {
        "\(slot): \($0) drives it now" + (node.map { ", as \($0)" } ?? "")
          + (loadedModule.map { "; the module \($0) was loaded for it" } ?? "")
      }
        ?? "\(slot): no driver has it now; none of the kernel's wants it"
    }
  }
}

extension ExitStatus {
  init(_ kind: BindingError.Kind) {
    switch kind {
    case .noSuchDevice: self = .noSuchDevice
    case .inUse: self = .tryAgain
    case .notPermitted: self = .notPermitted
    case .failed: self = .failed
    }
  }
}
