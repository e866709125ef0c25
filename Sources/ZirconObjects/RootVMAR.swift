/// The address space of a process. What is mapped there, the process knows. Source: Zircon,
/// vm_address_region_dispatcher.cc.
final class RootVMAR: KernelObject {
  static var type: ObjectType { .vmar }
  /// A root VMAR's: those of the type, and what it needs to map.
  static var defaultRights: Rights { [.transfer, .duplicate, .inspect, .operateOnChildren, .io] }

  let header = ObjectHeader()
}
