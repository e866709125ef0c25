/// The calls on resources and MSI allocations.
extension NaiveProcess {
  func findResource(_ name: HandleName, _ rights: UInt32) throws(NaiveStatus) -> Int {
    let handle = try find(name)
    guard case .resource(let resource) = objects[handle.object].kind else { throw .wrongType }
    if handle.rights & rights != rights { throw .accessDenied }
    return resource
  }

  func findLine(_ device: Int, _ vector: UInt64) -> Int {
    for (index, line) in lines.enumerated() where line.device == device && line.vector == vector { return index }
    fatalError("no resource covers a vector that the device does not have")
  }

  func findMSIAllocation(_ name: HandleName, _ rights: UInt32) throws(NaiveStatus) -> Int {
    let handle = try find(name)
    guard case .msiAllocation(let allocation) = objects[handle.object].kind else { throw .wrongType }
    if handle.rights & rights != rights { throw .accessDenied }
    return allocation
  }

  mutating func resourceCreate(
    _ parent: HandleName, _ options: UInt32, _ base: UInt64, _ size: UInt64
  ) throws(NaiveStatus) -> Reply {
    if base.addingReportingOverflow(size).overflow { throw .invalidArgs }
    let parent = resources[try findResource(parent, Right.write)]
    let kind = options & 0xFFFF
    let flags = options & 0xFFFF_0000
    if kind >= Option.resourceKinds || flags & ~Option.exclusive != 0 { throw .invalidArgs }
    if kind != Option.irqResource { throw .accessDenied }
    if base < parent.base || base + size > parent.base + parent.size { throw .accessDenied }
    // Every resource here is a device's, which is a slice of the machine's.
    if flags == Option.exclusive { throw .invalidArgs }
    resources.append(NaiveResource(device: parent.device, base: base, size: size))
    return add(.resource(resources.count - 1))
  }

  mutating func msiAllocate(_ resourceName: HandleName, _ count: UInt32) throws(NaiveStatus) -> Reply {
    let resource = resources[try findResource(resourceName, 0)]
    if world.devices[resource.device].isLevel { throw .notSupported }
    if ![1, 2, 4, 8, 16, 32].contains(count) { throw .invalidArgs }
    if UInt64(count) > resource.size { throw .noResources }
    msiAllocations.append(NaiveMSIAllocation(device: resource.device, base: resource.base, count: count))
    return add(.msiAllocation(msiAllocations.count - 1))
  }

  func openInterrupts(of allocation: Int) -> [NaiveInterrupt] {
    interrupts.filter { interrupt in
      interrupt.allocation == allocation && handles.contains { $0.object == interrupt.object }
    }
  }

  mutating func msiCreate(
    _ name: HandleName, _ options: UInt32, _ id: UInt32, _ vmo: HandleName
  ) throws(NaiveStatus) -> Reply {
    let allocation = try findMSIAllocation(name, 0)
    if vmo != .invalid {
      _ = try find(vmo)
      // No handle here is a VMO's.
      throw .wrongType
    }
    if options & ~Option.msiX != 0 { throw .invalidArgs }
    if id >= msiAllocations[allocation].count { throw .invalidArgs }
    let line = findLine(msiAllocations[allocation].device, msiAllocations[allocation].base + UInt64(id))
    // Destroying an interrupt leaves its line to others; its id is free once it is closed.
    if openInterrupts(of: allocation).contains(where: { $0.line == line }) { throw .alreadyBound }
    return try addPhysical(line, options: options, allocation: allocation)
  }
}
