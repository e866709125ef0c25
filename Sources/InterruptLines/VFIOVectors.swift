/// What each vector of a device is told to, and the calls of VFIO_DEVICE_SET_IRQS that bring that about.
///
/// The first vector that is opened enables the device's messages, all of them, for under NORESIZE no other can be had
/// later; those that nobody has are -1. With the last one that is closed they are disabled.
/// Source: Linux, include/uapi/linux/vfio.h; drivers/vfio/pci/vfio_pci_intrs.c.
struct VFIOVectors {
  let kind: InterruptKind

  /// -1 where nobody has the vector.
  private var vectors: [Vector]
  /// How many vectors the machine gives; nil as long as it has not refused.
  private(set) var limit: UInt32?

  enum Vector: Equatable {
    case idle
    case open(event: Int32)
    /// Open, and telling nobody for now.
    case silent
  }

  /// TRIGGER of an index: these eventfds from `start` on. Without any, the index is disabled.
  struct Call: Equatable {
    var index: UInt32
    var start: UInt32 = 0
    var events: [Int32] = []
  }

  init(_ kind: InterruptKind, count: UInt32) {
    self.kind = kind
    vectors = Array(repeating: .idle, count: Int(count))
  }

  var count: UInt32 { UInt32(vectors.count) }

  subscript(vector: UInt32) -> Vector { vectors[Int(vector)] }

  /// The index of a vector's interrupt, and its number under that index.
  func place(of vector: UInt32) -> (index: UInt32, number: UInt32) {
    switch kind {
    case .intx: (0, 0)
    case .msi: (1, vector)
    case .msix: (2, vector)
    case .platform: (vector, 0)
    }
  }

  /// Vectors that share an index are enabled and disabled together.
  private var isTogether: Bool { kind == .msi || kind == .msix }

  /// Whether no vector is open that would have to be disabled with this one.
  private func isAlone(_ vector: UInt32) -> Bool {
    !isTogether || vectors.indices.allSatisfy { $0 == Int(vector) || vectors[$0] == .idle }
  }

  private func event(of vector: Vector) -> Int32 {
    if case .open(let event) = vector { event } else { -1 }
  }

  /// The machine has only so many vectors to give.
  mutating func limit(to available: UInt32) { limit = min(available, count) }

  /// The call that takes a vector to a new state.
  func call(taking vector: UInt32, to state: Vector) -> Call {
    let (index, number) = place(of: vector)
    guard isAlone(vector) else { return Call(index: index, start: number, events: [event(of: state)]) }
    switch (vectors[Int(vector)], state) {
    case (_, .idle): return Call(index: index)
    case (.idle, _) where isTogether:
      var events = Array(repeating: Int32(-1), count: Int(limit ?? count))
      events[Int(vector)] = event(of: state)
      return Call(index: index, events: events)
    default: return Call(index: index, start: number, events: [event(of: state)])
    }
  }

  /// The call has succeeded.
  mutating func take(_ vector: UInt32, to state: Vector) { vectors[Int(vector)] = state }
}
