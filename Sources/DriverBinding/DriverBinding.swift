import Sysfs

/// Gives a PCI device to a driver, and back to the kernel's own choice, until the next boot.
///
/// The way is `driver_override` and `drivers_probe`, not `new_id`: that would also give away every other device with the
/// same ids. Source: Linux, Documentation/ABI/testing/sysfs-bus-pci, sysfs-bus-pci drivers_probe.
public struct DriverBinding: Sendable {
  public struct Outcome: Sendable, Hashable, Codable {
    /// "0000:03:00.0"
    public var slot: String
    /// What drives the device now; nil for no driver.
    public var driver: String?
    public var previous: String?
    /// Which module was loaded for it.
    public var loadedModule: String?
    /// The node that the new driver offers, "/dev/uio0" or "/dev/vfio/1".
    public var node: String?
    public var result: Result
    /// What was done or would be; for `unchanged`, why nothing was to be done.
    public var steps: [String]
    /// What spoke against it and was overruled.
    public var overruled: [String]

    enum CodingKeys: String, CodingKey {
      case slot, driver, previous, node, result, steps, overruled
      case loadedModule = "loaded_module"
    }

    public enum Result: String, Sendable, Hashable, Codable {
      case changed, unchanged
      /// Of a dry run.
      case planned
    }
  }

  /// Whether what is asked for is done, and against what.
  public enum Mode: Sendable { case careful, forced, dry }

  private let files: SystemFiles
  private let hand: KernelHand

  /// - Parameters:
  ///   - files: where the devices and drivers are looked up.
  ///   - hand: what changes them; its paths begin with the root of `files`.
  public init(files: SystemFiles = SystemFiles(), hand: KernelHand = .real) {
    self.files = files
    self.hand = hand
  }

  /// - Parameters:
  ///   - driver: the kernel's name of it; "-" and "_" are the same.
  ///   - objections: what speaks against it besides, one sentence each.
  public func bind(
    _ slot: PCIAddress, to driver: String, _ mode: Mode, objections: [String] = []
  ) throws(BindingError) -> Outcome {
    try requireDevice(slot)
    var steps: [String] = []
    let driver = try require(driver: driver, mode, &steps)
    let loadedModule = steps.isEmpty ? nil : driver
    let previous = boundDriver(of: slot)
    let choice = DriverChoice(ofDevice: slot.sysfs, bus: "pci", slot: slot.description, mayBlock: true, in: files)
    guard previous != driver || choice.override != driver else {
      return outcome(slot, previous: previous, .unchanged, ["\(driver) drives it already"])
    }
    let checks = previous == driver ? [] : BindingChecks(slot, for: driver, in: files).refusals
    let overruled = objections + checks
    guard overruled.isEmpty || mode == .forced else { throw .refused(slot: slot.description, reasons: overruled) }

    steps += [
      previous.flatMap { $0 == driver ? nil : "unbind \($0)" }, "write \(driver) to driver_override",
      "probe the drivers anew",
    ].compactMap(\.self)
    guard mode != .dry else {
      return outcome(slot, previous: previous, .planned, steps)
    }
    if let previous, previous != driver { try unbind(slot, from: previous) }
    let override = slot.sysfs + "/driver_override"
    let refusal = write(override, driver)
    guard refusal == 0 else {
      probe(slot)
      throw .write(slot: slot.description, path: override, errno: refusal)
    }
    let error = boundDriver(of: slot) == driver ? 0 : probe(slot)
    // The probe succeeds even when no driver has taken the device.
    guard boundDriver(of: slot) == driver else {
      _ = write(override, choice.override ?? "\n")
      probe(slot)
      throw .notBound(slot: slot.description, driver: driver, errno: error, now: boundDriver(of: slot))
    }
    var outcome = outcome(slot, previous: previous, .changed, steps, overruled: overruled)
    outcome.loadedModule = loadedModule
    return outcome
  }

  /// Lets the kernel choose the driver again.
  public func unbind(
    _ slot: PCIAddress, _ mode: Mode, objections: [String] = []
  ) throws(BindingError) -> Outcome {
    try requireDevice(slot)
    let previous = boundDriver(of: slot)
    let choice = DriverChoice(ofDevice: slot.sysfs, bus: "pci", slot: slot.description, mayBlock: true, in: files)
    if let previous, choice.override == nil, Self.isKernelsChoice(previous) {
      return outcome(slot, previous: previous, .unchanged, ["\(previous) is the kernel's own choice"])
    }
    let overruled = objections + BindingChecks(slot, for: nil, in: files).refusals
    guard overruled.isEmpty || mode == .forced else { throw .refused(slot: slot.description, reasons: overruled) }
    let steps = [
      previous.map { "unbind \($0)" }, choice.override.map { "clear driver_override, which is \($0)" },
      "probe the drivers anew",
    ].compactMap(\.self)
    guard mode != .dry else { return outcome(slot, previous: previous, .planned, steps) }

    if let previous { try unbind(slot, from: previous) }
    // A newline clears it; the kernel never sees an empty write.
    let override = slot.sysfs + "/driver_override"
    if choice.override != nil {
      let error = write(override, "\n")
      guard error == 0 else { throw .write(slot: slot.description, path: override, errno: error) }
    }
    // That no driver wants the device is no failure.
    probe(slot)
    return outcome(slot, previous: previous, .changed, steps, overruled: overruled)
  }

  // MARK: Steps

  private func unbind(_ slot: PCIAddress, from driver: String) throws(BindingError) {
    let path = "/sys/bus/pci/drivers/\(driver)/unbind"
    let error = write(path, slot.description)
    guard error == 0 else { throw .write(slot: slot.description, path: path, errno: error) }
    guard boundDriver(of: slot) == nil else { throw .notUnbound(slot: slot.description, driver: driver) }
  }

  @discardableResult
  private func probe(_ slot: PCIAddress) -> Int32 { write("/sys/bus/pci/drivers_probe", slot.description) }

  private func requireDevice(_ slot: PCIAddress) throws(BindingError) {
    guard files.exists(slot.sysfs) else { throw .noDevice(slot: slot.description) }
  }

  /// The driver by the name that the kernel has for it, loaded if it was not.
  private func require(driver: String, _ mode: Mode, _ steps: inout [String]) throws(BindingError) -> String {
    guard !driver.isEmpty, driver.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }) else {
      throw .noDriver(driver)
    }
    if let known = knownDriver(driver) { return known }
    steps.append("load the module \(driver)")
    if mode == .dry { return driver }
    guard hand.loadModule(driver), let known = knownDriver(driver) else { throw .noDriver(driver) }
    return known
  }

  private func knownDriver(_ name: String) -> String? {
    let drivers = files.entries("/sys/bus/pci/drivers")
    let plain = { (name: String) in name.map { $0 == "-" ? "_" : $0 } }
    return drivers.first { $0 == name } ?? drivers.first { plain($0) == plain(name) }
  }

  private func boundDriver(of slot: PCIAddress) -> String? { files.linkName(slot.sysfs + "/driver") }

  private func write(_ path: String, _ text: String) -> Int32 { hand.write(files.root + path, text) }

  /// Whether the kernel gives devices to a driver without having been told to.
  private static func isKernelsChoice(_ name: String) -> Bool {
    let driver = KernelDriver(name)
    return !driver.isVFIO && !driver.isUIO && !driver.isStub
  }

  // MARK: The outcome

  private func outcome(
    _ slot: PCIAddress, previous: String?, _ result: Outcome.Result, _ steps: [String], overruled: [String] = []
  ) -> Outcome {
    let driver = boundDriver(of: slot)
    return Outcome(
      slot: slot.description, driver: driver, previous: previous, node: node(of: slot, driver), result: result,
      steps: steps, overruled: overruled)
  }

  private func node(of slot: PCIAddress, _ driver: String?) -> String? {
    if let uio = files.entries(slot.sysfs + "/uio").first { return "/dev/\(uio)" }
    guard let driver, KernelDriver(driver).isVFIO else { return nil }
    return IOMMUGroup(ofDevice: slot.sysfs, in: files)?.node
  }
}
