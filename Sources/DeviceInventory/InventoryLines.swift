import InterruptLines
import SystemPackage
import ZirconObjects

/// The lines of the devices: opening them, and what else can be done with one.
extension Inventory {
  /// - Parameter lease: of a VFIO device; the line keeps it.
  func openLine(
    of found: FoundDevice, _ lease: VFIOLease?, vector: UInt32, for interrupt: Interrupt, owner: Peer
  ) throws(Status) -> any InterruptLine {
    let key = ClaimTable.Key(device: found.identity, vector: vector)
    let name = found.description.name
    let serial: UInt64
    do throws(Status) { serial = try claims.reserve(key, name, for: owner, interruptKoid: interrupt.koid) } catch {
      if error == .alreadyBound {
        let holder = claims.owner(key)?.text ?? "a process that has just let it go"
        Refusal.explain(
          "\(name): vector \(vector) has an interrupt already, that of \(holder); it is free when that process closes it "
            + "or ends")
      }
      throw error
    }
    let released: @Sendable () -> Void = { [claims, claimsChanged, keptNodes, lease] in
      // The device stays open until the line has let go of it.
      withExtendedLifetime(lease) {
        keptNodes.forget(found.identity)
        guard claims.release(key, serial: serial) else { return }
        claimsChanged(ClaimChange(device: name, vector: vector, owner: owner, isClaimed: false))
      }
    }
    // A simulated device that the configuration has no more, or has otherwise. Looked at after the vector is reserved, for
    // such a device stays while it has an owner.
    if case .simulated = found.origin, !isPresent(found) {
      released()
      Refusal.explain("\(DeviceError.gone(name))")
      throw .ioNotPresent
    }
    // Whoever has the descriptor can do with the interrupts what it likes. Looked at after the vector is reserved, as
    // `openRegion` looks at the vectors after it has added a holder: of two that meet one at least sees the other.
    if let holder = holders.having(found.identity).first(where: { $0.peer.pid != owner.pid }) {
      released()
      Refusal.explain(
        "\(name): \(holder.peer.text) has mapped its registers, and with them what switches its interrupts; the "
          + "device is free when that process has let go of them or ended")
      throw .alreadyBound
    }
    let line: any ObservableLine
    do throws(LineError) {
      line = try open(found, lease, vector: vector, for: interrupt, released: released) {
        [degradations, report, lineHeld, claims] error in
        if degradations.isNews(error) { report(DeviceTrouble(error, vector: vector, client: owner)) }
        guard error.isStorm else { return }
        claims.countStorm(key)
        lineHeld(name, vector, owner)
      }
    } catch {
      released()
      report(DeviceTrouble(error, vector: vector, client: owner))
      Refusal.explain("\(error)")
      throw error.status
    }
    guard claims.settle(key, serial: serial, line: line) else {
      line.detach()
      throw .unavailable
    }
    claimsChanged(ClaimChange(device: name, vector: vector, owner: owner, isClaimed: true))
    return line
  }

  private func open(
    _ found: FoundDevice, _ lease: VFIOLease?, vector: UInt32, for interrupt: Interrupt,
    released: @escaping @Sendable () -> Void, report reportError: @escaping @Sendable (LineError) -> Void
  ) throws(LineError) -> any ObservableLine {
    let settings = settings(for: found.description)
    switch found.origin {
    case .simulated(let device):
      return try device.open(
        vector: vector, for: interrupt, settings: settings, report: reportError, released: released)
    case .vfio:
      try requirePresence(of: found)
      guard let lease else { throw gone(found) }
      return try lease.device.line(
        vector: vector, for: interrupt, settings: settings, report: reportError, released: released)
    case .uio(let paths):
      // Before, lest another device's node be opened; after, for it may have come to that between.
      try requirePresence(of: found)
      let node = try node(of: found, paths)
      let line: UIOLine
      do throws(LineError) {
        line = try UIOLine(
          on: node, of: paths, for: interrupt, settings: settings, report: reportError, released: released)
      } catch {
        keptNodes.giveBack(node, of: found.identity)
        throw error
      }
      do throws(LineError) { try requirePresence(of: found) } catch {
        line.detach()
        throw error
      }
      if let errno = keptNodes.keep(node, of: found.identity) {
        report(loss(byRestart: paths, "the node, and its bus mastering under uio_pci_generic", errno))
      }
      if settings.busMaster && found.isPCI {
        do throws(DeviceError) { try setBusMaster(true, of: found, nil) } catch {
          report(DeviceTrouble("\(error)", device: found.description.name))
        }
      }
      return line
    }
  }

  private func node(of found: FoundDevice, _ paths: UIODevicePaths) throws(LineError) -> UIONode {
    if let kept = keptNodes.take(found.identity) { return kept }
    do throws(Errno) {
      // The count comes first: it must not be ahead of the node.
      let (node, uncounted) = try keptNodes.open(paths.node, from: paths.count)
      if let uncounted { report(loss(byRestart: paths, "the count of what comes meanwhile", uncounted)) }
      return node
    } catch {
      throw LineError(device: paths.name, path: paths.node, step: .openNode, errno: error)
    }
  }

  private func loss(byRestart paths: UIODevicePaths, _ what: String, _ errno: Errno) -> DeviceTrouble {
    DeviceTrouble(
      "\(paths.name): \(paths.node): a restart of zirqd will lose \(what), which systemd would keep: \(errno)",
      device: paths.name)
  }

  private func requirePresence(of found: FoundDevice) throws(LineError) {
    guard isPresent(found) else { throw gone(found) }
  }

  private func gone(_ found: FoundDevice) -> LineError {
    LineError(
      device: found.description.name, path: found.description.node ?? "", step: .openNode,
      errno: .operationNotSupportedByDevice)
  }

  // MARK: By the operator

  /// Raises an interrupt of a simulated device, or has VFIO raise one of an open line as the hardware would.
  public func trigger(_ name: String, vector: UInt32, count: UInt64 = 1) throws(DeviceError) {
    let found = try find(name)
    let device = found.description
    switch found.origin {
    case .simulated(let device):
      guard device.raise(vector: vector, count: count) else {
        throw .noVector(device.name, vector: vector, count: device.settings.vectors)
      }
    case .vfio:
      _ = try openLine(of: found, vector: vector)
      guard let lease = try shareIfOpen(found) else { throw .noLine(device.name, vector: vector) }
      do throws(LineError) {
        for _ in 0..<count { try lease.device.trigger(vector: vector) }
      } catch {
        throw .line(error)
      }
    case .uio: throw .notSimulated(device.name)
    }
  }

  /// Lets go of a line that the storm guard holds: it is unmasked.
  public func release(_ name: String, vector: UInt32) throws(DeviceError) {
    let found = try find(name)
    let line = try openLine(of: found, vector: vector)
    guard line.isHeld else { throw .notHeld(found.description.name, vector: vector) }
    line.release()
  }

  /// Has VFIO raise each interrupt of a device that nobody has, and sees whether it arrives.
  @discardableResult
  public func selfTest(_ name: String) throws(DeviceError) -> [VFIOSelfTest] {
    var found = try find(name)
    guard !found.description.isRemoving else { throw .removing(found.description.name) }
    guard let lease = try lease(&found) else { throw .noSelfTest(found.description.name) }
    do throws(LineError) { return try lease.device.selfTest() } catch { throw .line(error) }
  }

  private func openLine(of found: FoundDevice, vector: UInt32) throws(DeviceError) -> any ObservableLine {
    let device = found.description
    guard vector < device.vectors else {
      throw .noVector(device.name, vector: vector, count: device.vectors)
    }
    guard let line = claims.line(ClaimTable.Key(device: found.identity, vector: vector)) else {
      throw .noLine(device.name, vector: vector)
    }
    return line
  }

  private func shareIfOpen(_ found: FoundDevice) throws(DeviceError) -> VFIOLease? {
    guard openDevices.isOpen(found.identity), isPresent(found) else { return nil }
    var found = found
    return try lease(&found)
  }
}
