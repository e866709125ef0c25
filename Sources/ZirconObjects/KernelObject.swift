import Synchronization

/// An object that handles refer to, with its concrete type at hand so that a look-up needs no dynamic cast.
public enum KernelObject: Sendable {
  case interrupt(Interrupt)
  case port(Port)
  case resource(Resource)

  /// Source: Zircon, zircon/types.h, ZX_OBJ_TYPE_*. Physical and virtual interrupts report the same type.
  public var type: UInt32 {
    switch self {
    case .port: 6
    case .interrupt: 9
    case .resource: 15
    }
  }

  public var koid: UInt64 {
    switch self {
    case .interrupt(let interrupt): interrupt.identity.koid
    case .port(let port): port.identity.koid
    case .resource(let resource): resource.identity.koid
    }
  }

  public var handleCount: UInt32 {
    switch self {
    case .interrupt(let interrupt): interrupt.identity.handleCount
    case .port(let port): port.identity.handleCount
    case .resource(let resource): resource.identity.handleCount
    }
  }

  func addHandle() {
    switch self {
    case .interrupt(let interrupt): interrupt.identity.addHandle()
    case .port(let port): port.identity.addHandle()
    case .resource(let resource): resource.identity.addHandle()
    }
  }

  /// - Returns: whether it was the last one: then `lastHandleClosed` is due.
  func dropHandle() -> Bool {
    switch self {
    case .interrupt(let interrupt): interrupt.identity.dropHandle()
    case .port(let port): port.identity.dropHandle()
    case .resource(let resource): resource.identity.dropHandle()
    }
  }

  /// Called with no lock held: an interrupt ends its line, and waits for the line's thread.
  func lastHandleClosed() {
    switch self {
    case .interrupt(let interrupt): interrupt.lastHandleClosed()
    case .port(let port): port.lastHandleClosed()
    case .resource: break
    }
  }
}

/// The koid of an object and the number of its handles.
struct ObjectIdentity: ~Copyable {
  /// The first koid of user objects is 1024. Source: Zircon, zircon/types.h, ZX_KOID_FIRST.
  private static let nextKoid = Atomic<UInt64>(1024)

  let koid = ObjectIdentity.nextKoid.add(1, ordering: .relaxed).oldValue
  private let handles = Atomic<UInt32>(0)

  var handleCount: UInt32 { handles.load(ordering: .relaxed) }

  func addHandle() { handles.add(1, ordering: .relaxed) }

  /// - Returns: whether it was the last one.
  func dropHandle() -> Bool { handles.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 }
}
