import Synchronization

/// An object that handles refer to. Source: Zircon, dispatcher.h.
public protocol KernelObject: AnyObject, Sendable {
  static var type: ObjectType { get }

  /// The rights of an object's first handle.
  static var defaultRights: Rights { get }

  /// What `zx_object_signal` may clear and assert.
  static var settableSignals: Signals { get }

  var header: ObjectHeader { get }

  /// Called with no lock held: an interrupt ends its line, and waits for the line's thread.
  func lastHandleClosed()
}

extension KernelObject {
  public static var settableSignals: Signals { .user }

  public func lastHandleClosed() {}

  /// It is the type that decides, not the rights of a handle. Source: Zircon, dispatcher.h, is_waitable.
  static var isWaitable: Bool { defaultRights.contains(.wait) }

  public var koid: UInt64 { header.koid }
}

/// Source: Zircon, zircon/types.h, ZX_OBJ_TYPE_*. All kinds of interrupt have the same type.
public enum ObjectType: UInt32, Sendable {
  case vmo = 3
  case event = 5
  case port = 6
  case interrupt = 9
  case resource = 15
  case vmar = 18
  case msiAllocation = 32
}

/// What every object has: its koid, the number of its handles, its signals.
public final class ObjectHeader: Sendable {
  /// The first koid of user objects is 1024. Source: Zircon, zircon/types.h, ZX_KOID_FIRST.
  private static let nextKoid = Atomic<UInt64>(1024)

  let koid = ObjectHeader.nextKoid.add(1, ordering: .relaxed).oldValue
  let signals: ObjectSignals
  private let handles = Atomic<UInt32>(0)

  init(signals: Signals = []) {
    self.signals = ObjectSignals(signals)
  }

  var handleCount: UInt32 { handles.load(ordering: .relaxed) }

  func addHandle() { handles.add(1, ordering: .relaxed) }

  /// - Returns: whether it was the last one: then the object's `lastHandleClosed` is due.
  func dropHandle() -> Bool { handles.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 }
}
