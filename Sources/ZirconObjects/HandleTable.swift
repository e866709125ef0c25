/// One process's handles.
///
/// A handle's value is a slot, the slot's generation and two low bits that are always set. A value is not used again
/// soon: freed slots queue up behind each other, the table grows to a few hundred slots before it takes the first of
/// them, and each use of a slot changes its generation.
struct HandleTable: ~Copyable {
  /// Source: Zircon, zircon/types.h, ZX_HANDLE_FIXED_BITS_MASK.
  private static let fixedBits: UInt32 = 0x3

  struct Entry {
    let object: any KernelObject
    let rights: Rights
  }

  private struct Slot {
    var generation: UInt32 = 0
    var entry: Entry?
  }

  private let limit: Int
  private let slotBits: UInt32
  private var slots: [Slot] = []
  private var freed = Ring<Int>()
  private(set) var count = 0
  /// The process's handle to its own address space, unless it has closed it; 0 before it asked.
  var rootVMAR: UInt32 = 0

  /// - Parameter limit: the number of handles that fit, at most 2^20.
  init(limit: Int) {
    self.limit = min(limit, 1 << 20)
    slotBits = UInt32(max(8, UInt32.bitWidth - UInt32(max(self.limit - 1, 1)).leadingZeroBitCount))
  }

  var isFull: Bool { count >= limit }

  /// - Throws: `Status.noMemory` when the table is full, as Zircon's is when its handle arena is used up.
  mutating func insert(_ object: any KernelObject, rights: Rights) throws(Status) -> UInt32 {
    guard !isFull else { throw .noMemory }
    let slot: Int
    if slots.count >= 1 << slotBits, let oldest = freed.popFirst() {
      slot = oldest
    } else {
      slot = slots.count
      slots.append(Slot())
    }
    slots[slot].generation &+= 1
    slots[slot].entry = Entry(object: object, rights: rights)
    count += 1
    return value(slot: slot)
  }

  func find(_ handle: UInt32) throws(Status) -> Entry {
    guard let slot = slot(handle), let entry = slots[slot].entry else { throw .badHandle }
    return entry
  }

  /// An object of any type.
  func find(_ handle: UInt32, _ rights: Rights) throws(Status) -> any KernelObject {
    let entry = try find(handle)
    guard entry.rights.isSuperset(of: rights) else { throw .accessDenied }
    return entry.object
  }

  /// An object of one type, which is looked at before the rights.
  func find<Object: KernelObject>(
    _ handle: UInt32, as: Object.Type, _ rights: Rights = []
  ) throws(Status) -> Object {
    let entry = try find(handle)
    guard let object = entry.object as? Object else { throw .wrongType }
    guard entry.rights.isSuperset(of: rights) else { throw .accessDenied }
    return object
  }

  /// An object to wait on.
  func find(waitable handle: UInt32) throws(Status) -> any KernelObject {
    let object = try find(handle, .wait)
    guard type(of: object).isWaitable else { throw .notSupported }
    return object
  }

  mutating func remove(_ handle: UInt32) throws(Status) -> Entry {
    guard let slot = slot(handle), let entry = slots[slot].entry.take() else { throw .badHandle }
    freed.append(slot)
    count -= 1
    return entry
  }

  /// Empties the table; the entries come in the order of their slots.
  mutating func removeAll() -> [(handle: UInt32, entry: Entry)] {
    let entries = slots.enumerated().compactMap { slot, content in
      content.entry.map { (value(slot: slot), $0) }
    }
    slots = []
    freed = Ring()
    count = 0
    return entries
  }

  var objects: [any KernelObject] { slots.compactMap(\.entry?.object) }

  private func value(slot: Int) -> UInt32 {
    (slots[slot].generation << slotBits | UInt32(slot)) << 2 | HandleTable.fixedBits
  }

  private func slot(_ handle: UInt32) -> Int? {
    let slot = Int(handle >> 2 & (1 << slotBits - 1))
    guard slot < slots.count, value(slot: slot) == handle else { return nil }
    return slot
  }
}
