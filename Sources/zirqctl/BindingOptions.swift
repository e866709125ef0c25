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

  /// The clients of zirqd that have opened a line of the device, one sentence for each. None when no daemon runs, or one
  /// that does not serve the device; a daemon that does not say is in the way by itself.
  func claims(on slot: PCIAddress, _ options: SharedOptions) -> [String] {
    do throws(Failure) {
      let parameters = GetDeviceParameters(name: "pci:\(slot)")
      let reply = try options.daemon.get(.getDevice, parameters, as: DeviceReply.self)
      return reply.value.device.owners.map { "\($0.name.printable) has opened it through zirqd" }
    } catch {
      guard error.status != .noDaemon && error.status != .noSuchDevice else { return [] }
      return ["zirqd does not say whether a client of its own has opened it: \(error.message)"]
    }
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
