import SystemPackage

/// What each vector of a device is told to, and the calls of VFIO_DEVICE_SET_IRQS that bring that about.
///
/// The first vector that is opened enables the device's messages, all of them, for under NORESIZE no other can be had
/// later; those that nobody has are -1. With the last one that is closed they are disabled.
/// Source: Linux, include/uapi/linux/vfio.h; drivers/vfio/pci/vfio_pci_intrs.c.
struct VFIOVectors {
  let kind: InterruptKind

  private var vectors: [Vector]
  /// Nil as long as the machine has not refused.
  private var limit: UInt32?

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

  /// Whether the kernel keeps the device from sending a vector's message that has no eventfd: MSI-X alone has a mask bit
  /// for each. A message of MSI whose interrupt is freed is written to address 0 instead (Linux, kernel/irq/msi.c,
  /// msi_domain_deactivate), and that of vector 0 takes all others with it, for they have one address.
  var canSilence: Bool { kind == .msix }

  /// How many can be opened.
  var available: UInt32 { limit ?? count }

  /// The machine has only so many to give, as long as any is open.
  mutating func limit(to available: UInt32) { limit = min(available, count) }

  /// The call that takes a vector to a new state; nil where none is to be made.
  ///
  /// - Precondition: the vector can be opened.
  func call(taking vector: UInt32, to state: Vector) -> Call? {
    let (index, number) = place(of: vector)
    let isAlone = !isTogether || vectors.indices.allSatisfy { $0 == Int(vector) || vectors[$0] == .idle }
    switch (vectors[Int(vector)], state) {
    case (_, .idle) where isAlone: return Call(index: index)
    // The line's eventfd stays where it is and reaches nobody.
    case (_, .idle) where !canSilence: return nil
    case (.idle, _) where isAlone && isTogether:
      var events = Array(repeating: Int32(-1), count: Int(available))
      events[Int(vector)] = event(of: state)
      return Call(index: index, events: events)
    default: return Call(index: index, start: number, events: [event(of: state)])
    }
  }

  /// Why a vector has not been taken to a new state.
  enum Refusal: Error, Equatable {
    /// The machine has only so many, and it is none of them.
    case fewer(available: UInt32)
    case failed(Errno)
  }

  /// Takes a vector to a new state. If the machine has fewer vectors to give than the device has, the first of them are
  /// better than none.
  ///
  /// - Precondition: the vector can be opened.
  /// - Parameter perform: makes a call; answers 0 or an errno, and how many vectors there are if that is why.
  mutating func take(
    _ vector: UInt32, to state: Vector, by perform: (Call, _ available: inout UInt32) -> Int32
  ) throws(Refusal) {
    try requireAvailable(vector)
    var available: UInt32 = 0
    var errno = call(taking: vector, to: state).map { perform($0, &available) } ?? 0
    if available > 0 {
      limit(to: available)
      try requireAvailable(vector)
      errno = call(taking: vector, to: state).map { perform($0, &available) } ?? 0
    }
    guard errno == 0 else { throw .failed(Errno(rawValue: errno)) }
    take(vector, to: state)
  }

  private func requireAvailable(_ vector: UInt32) throws(Refusal) {
    guard vector < available else { throw .fewer(available: available) }
  }

  /// The call has succeeded.
  mutating func take(_ vector: UInt32, to state: Vector) {
    vectors[Int(vector)] = state
    if vectors.allSatisfy({ $0 == .idle }) { limit = nil }
  }

  /// Vectors of one index are enabled and disabled together.
  private var isTogether: Bool { kind == .msi || kind == .msix }

  private func event(of vector: Vector) -> Int32 {
    if case .open(let event) = vector { event } else { -1 }
  }
}
