/// What can be asked about objects.
extension NaiveProcess {
  func objectGetInfo(_ name: HandleName, _ topic: UInt32) throws(NaiveStatus) -> Reply {
    switch topic {
    case Topic.handleValid:
      _ = try find(name)
      return .status(.ok)
    case Topic.handleBasic:
      let handle = try find(name)
      // An object's number stands for its koid.
      return .info([UInt64(handle.object), UInt64(handle.rights), UInt64(objects[handle.object].type), 0])
    case Topic.handleCount:
      let object = try findObject(name, Right.inspect)
      return .info([UInt64(handles.filter { $0.object == object }.count)])
    case Topic.interrupt:
      return .info([UInt64(interrupts[try findInterrupt(name, Right.inspect)].options)])
    case Topic.resource:
      let resource = resources[try findResource(name, Right.inspect)]
      return .info([UInt64(Option.irqResource), 0, resource.base, resource.size])
    case Topic.msi:
      let allocation = try findMSIAllocation(name, Right.inspect)
      let (base, count) = (msiAllocations[allocation].base, msiAllocations[allocation].count)
      return .info([base, UInt64(count), UInt64(openInterrupts(of: allocation).count)])
    default: throw .notSupported
    }
  }

  /// Only memory has a name, and no other handle the right to ask for one.
  func objectProperty(_ name: HandleName, _ right: UInt32) throws(NaiveStatus) -> Reply {
    _ = try findObject(name, right)
    throw .wrongType
  }
}
