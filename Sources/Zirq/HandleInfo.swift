import CZircon

/// What a handle says of itself. Source: Zircon, zx_info_handle_basic_t.
public struct HandleInfo: Hashable, Sendable {
  /// The object's number, unique for as long as the daemon runs.
  public var koid: zx_koid_t
  /// What the handle may be used for.
  public var rights: Rights
  /// The object's type.
  public var type: ObjectType

  init(_ record: zx_info_handle_basic_t) {
    koid = record.koid
    rights = Rights(rawValue: record.rights)
    type = ObjectType(rawValue: record.type)
  }
}

/// A type of kernel object. Source: Zircon, ZX_OBJ_TYPE_*.
public struct ObjectType: RawRepresentable, Hashable, Sendable {
  /// Zircon's number.
  public let rawValue: zx_obj_type_t

  /// Any number; Zircon has more types than there are objects here.
  public init(rawValue: zx_obj_type_t) { self.rawValue = rawValue }

  /// Memory: a device's registers.
  public static let vmo = ObjectType(rawValue: ZX_OBJ_TYPE_VMO)
  /// ``Event``.
  public static let event = ObjectType(rawValue: ZX_OBJ_TYPE_EVENT)
  /// ``Port``.
  public static let port = ObjectType(rawValue: ZX_OBJ_TYPE_PORT)
  /// ``Interrupt`` and ``VirtualInterrupt``: Zircon has one type for both.
  public static let interrupt = ObjectType(rawValue: ZX_OBJ_TYPE_INTERRUPT)
  /// ``Resource``.
  public static let resource = ObjectType(rawValue: ZX_OBJ_TYPE_RESOURCE)
  /// The address space of the process.
  public static let vmar = ObjectType(rawValue: ZX_OBJ_TYPE_VMAR)
  /// ``MSIAllocation``.
  public static let msi = ObjectType(rawValue: ZX_OBJ_TYPE_MSI)
}
