import Synchronization

/// A block of a device's message-signaled interrupts. Source: Zircon, msi_allocation.cc.
///
/// In Zircon the kernel allots vectors of the platform to a bus driver. On Linux they are the device's when its driver is
/// bound; the block is a range of them, and the claim of each vector decides who has it.
public final class MSIAllocation: KernelObject {
  public static var type: ObjectType { .msiAllocation }
  public static var defaultRights: Rights { .basic }

  /// Of one allocation. Source: Zircon, msi_allocation.h, kMsiAllocationCountMax.
  static let maximum: UInt32 = 32

  public let header = ObjectHeader()
  let first: UInt32
  let count: UInt32
  private let controller: any InterruptController
  /// One bit for each id.
  private let taken = Atomic<UInt32>(0)

  init(_ controller: any InterruptController, first: UInt32, count: UInt32) {
    self.controller = controller
    self.first = first
    self.count = count
  }

  var interruptCount: UInt32 { UInt32(taken.load(ordering: .relaxed).nonzeroBitCount) }

  /// Takes an id until the interrupt's last handle is closed.
  func interrupt(_ id: UInt32, options: InterruptOptions) throws(Status) -> Interrupt {
    guard id < count else { throw .invalidArgs }
    let bit: UInt32 = 1 << id
    guard taken.bitwiseOr(bit, ordering: .acquiring).oldValue & bit == 0 else { throw .alreadyBound }
    let release: @Sendable () -> Void = { [self] in _ = taken.bitwiseAnd(~bit, ordering: .releasing) }
    do throws(Status) {
      return try Interrupt(
        controller, vector: first + id, mode: .default, options: options, whenClosed: release)
    } catch {
      release()
      throw error
    }
  }
}
