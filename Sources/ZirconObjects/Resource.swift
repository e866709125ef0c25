/// The right to use some interrupts of a device: an IRQ resource whose range is the device's vectors.
/// Source: Zircon, resource_dispatcher.cc.
public final class Resource: Sendable {
  let identity = ObjectIdentity()

  /// What hands out the device's lines.
  public let controller: any InterruptController

  public init(_ controller: any InterruptController) {
    self.controller = controller
  }

  func covers(vector: UInt32) -> Bool { vector < controller.vectorCount }
}
