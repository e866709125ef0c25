/// `zx_object_get_property` and `zx_object_set_property`, but for the caller's buffer. Source: Zircon, syscalls/object.cc.
///
/// The one property is the name, and only VMOs have the rights to it.
extension Process {
  /// Source: Zircon, zircon/syscalls/object.h, ZX_PROP_NAME.
  private static let nameProperty: UInt32 = 3

  /// `zx_object_get_property`.
  ///
  /// - Parameter size: of the caller's buffer, bytes.
  public func objectGetProperty(_ handle: UInt32, property: UInt32, size: UInt32) throws(Status) -> ObjectName {
    let object = try find(handle, .getProperty)
    guard property == Process.nameProperty else { throw .notSupported }
    guard size >= ObjectName.capacity else { throw .bufferTooSmall }
    guard let memory = object as? PhysicalVMO else { throw .wrongType }
    return memory.name
  }

  /// `zx_object_set_property`.
  public func objectSetProperty(_ handle: UInt32, property: UInt32, name: ObjectName) throws(Status) {
    let object = try find(handle, .setProperty)
    guard property == Process.nameProperty else { throw .notSupported }
    guard let memory = object as? PhysicalVMO else { throw .wrongType }
    memory.name = name
  }
}
