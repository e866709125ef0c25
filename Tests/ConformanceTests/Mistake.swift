import CZircon
import TestDaemon
import Testing

/// One wrong value of one argument, and what it provokes when nothing else is wrong.
struct Mistake: Sendable, CustomStringConvertible {
  /// Which argument it is.
  let argument: Int
  let what: String
  let status: zx_status_t
  /// The kernel's order: of several mistakes that of the lowest rank is found first.
  let rank: Int
  /// Makes the wrong value. It is what the call takes, in 64 bits; a pointer is null when it is 0.
  let value: @Sendable (Workbench) throws -> UInt64

  var description: String { "\(what): \(name(status))" }
}

/// What a call answers when its arguments are wrong.
struct CheckedCall: Sendable {
  /// A right value for each argument, made for each case anew.
  let right: [@Sendable (Workbench) throws -> UInt64]
  let mistakes: [Mistake]
  let call: @Sendable (borrowing ArgumentList) -> zx_status_t

  /// Makes the call with one mistake alone, and then with every combination of it and mistakes of later arguments. So all
  /// cases together are every combination of mistakes there is.
  func check(_ mistake: Mistake) throws {
    for others in combinations(after: mistake.argument) {
      let made = [mistake] + others
      let first = try #require(made.min { $0.rank < $1.rank })
      let workbench = Workbench()
      var values: [UInt64] = []
      for (argument, right) in right.enumerated() {
        let wrong = made.first { $0.argument == argument }
        values.append(try wrong.map { try $0.value(workbench) } ?? right(workbench))
      }
      let status = call(ArgumentList(values))
      #expect(name(status) == name(first.status), "\(made.map(\.what).joined(separator: " and "))")
    }
  }

  /// No mistake or one of each argument behind this one.
  private func combinations(after argument: Int) -> [[Mistake]] {
    var all: [[Mistake]] = [[]]
    for later in right.indices where later > argument {
      let own = mistakes.filter { $0.argument == later }
      all += all.flatMap { chosen in own.map { chosen + [$0] } }
    }
    return all
  }
}

struct ArgumentList: ~Copyable {
  private let values: [UInt64]
  private let room = UnsafeMutableRawPointer.allocate(byteCount: 256, alignment: 16)

  init(_ values: [UInt64]) {
    self.values = values
    room.initializeMemory(as: UInt8.self, repeating: 0, count: 256)
  }

  deinit { room.deallocate() }

  func handle(_ index: Int) -> zx_handle_t { zx_handle_t(truncatingIfNeeded: values[index]) }
  func word(_ index: Int) -> UInt32 { UInt32(truncatingIfNeeded: values[index]) }
  func long(_ index: Int) -> UInt64 { values[index] }
  func size(_ index: Int) -> Int { Int(truncatingIfNeeded: values[index]) }

  /// A null pointer, or one to 256 zeros.
  func pointer<Pointee>(_ index: Int, to: Pointee.Type = Pointee.self) -> UnsafeMutablePointer<Pointee>? {
    values[index] == 0 ? nil : room.bindMemory(to: Pointee.self, capacity: 256 / MemoryLayout<Pointee>.stride)
  }
}

/// The objects of one case. They are closed with it.
final class Workbench {
  private var handles: [zx_handle_t] = []

  deinit { zx_handle_close_many(handles, handles.count) }

  @discardableResult
  func keep(_ object: consuming Object) -> zx_handle_t {
    let handle = object.release()
    handles.append(handle)
    return handle
  }

  /// Another handle to what a table keeps.
  func copy(_ handle: zx_handle_t) throws -> zx_handle_t {
    keep(try Object { zx_handle_duplicate(handle, ZX_RIGHT_SAME_RIGHTS, $0) })
  }

  /// An MMIO resource.
  func registers() throws -> zx_handle_t {
    let device = try Object.resource("sim:conformance-registers")
    return keep(try Object { zirq_region_open(device.handle, 0, $0) })
  }

  /// A copy without some rights.
  func without(_ right: zx_rights_t, _ handle: zx_handle_t) throws -> zx_handle_t {
    let rights = try basic(handle).rights & ~right
    return keep(try Object { zx_handle_duplicate(handle, rights, $0) })
  }
}

/// The types of object that there are here.
enum Kind: String, CaseIterable, Sendable {
  case interrupt, port, event, resource, msi, vmo, vmar

  func make(_ workbench: Workbench) throws -> zx_handle_t {
    switch self {
    case .interrupt: workbench.keep(try .virtualInterrupt())
    case .port: workbench.keep(try .port())
    case .event: workbench.keep(try .event())
    case .resource: workbench.keep(try .resource("sim:conformance-bank"))
    case .msi:
      try {
        let bank = try Object.resource("sim:conformance-bank")
        return workbench.keep(try Object { zx_msi_allocate(bank.handle, 1, $0) })
      }()
    case .vmo: workbench.keep(try Registers().vmo())
    case .vmar: zx_vmar_root_self()
    }
  }

  /// Types whose handles have WAIT.
  static let waitable: [Kind] = [.interrupt, .event, .msi, .vmo]
}

extension Mistake {
  /// What can be wrong with a handle: it names nothing, an object of another type, or it lacks a right.
  ///
  /// - Parameters:
  ///   - rank: of a handle that names nothing; the type is looked at next, then the right.
  ///   - kind: nil where any type will do.
  static func handles(
    _ argument: Int, rank: Int, _ kind: Kind?, lacking right: zx_rights_t? = nil, zeroIsFine: Bool = false
  ) -> [Mistake] {
    let name = "argument \(argument + 1)"
    let own = kind ?? .event
    var mistakes = [
      Mistake(argument: argument, what: "\(name) is closed", status: ZX_ERR_BAD_HANDLE, rank: rank) { workbench in
        let handle = try Object.event().release()
        zx_handle_close(handle)
        return UInt64(handle)
      },
      Mistake(argument: argument, what: "\(name) lacks the fixed bits", status: ZX_ERR_BAD_HANDLE, rank: rank) {
        UInt64(try own.make($0) & ~ZX_HANDLE_FIXED_BITS_MASK)
      },
    ]
    if !zeroIsFine {
      mistakes.append(
        Mistake(argument: argument, what: "\(name) is 0", status: ZX_ERR_BAD_HANDLE, rank: rank) { _ in 0 })
    }
    if let kind {
      mistakes += Kind.allCases.filter { $0 != kind }.map { other in
        Mistake(argument: argument, what: "\(name) is of type \(other)", status: ZX_ERR_WRONG_TYPE, rank: rank + 1) {
          UInt64(try other.make($0))
        }
      }
      mistakes.append(
        Mistake(
          argument: argument, what: "\(name) is an object of another type and lacks every right",
          status: ZX_ERR_WRONG_TYPE, rank: rank + 1
        ) { workbench in
          let other: Kind = kind == .event ? .port : .event
          return UInt64(try workbench.without(UInt32.max, other.make(workbench)))
        })
    }
    if let right {
      mistakes.append(
        Mistake(argument: argument, what: "\(name) lacks a right", status: ZX_ERR_ACCESS_DENIED, rank: rank + 2) {
          UInt64(try $0.without(right, own.make($0)))
        })
    }
    return mistakes
  }

  /// Values that are wrong by themselves.
  static func values(
    _ argument: Int, rank: Int, _ what: String, _ values: [UInt64], _ status: zx_status_t = ZX_ERR_INVALID_ARGS
  ) -> [Mistake] {
    values.map { value in
      Mistake(argument: argument, what: "\(what) is \(value)", status: status, rank: rank) { _ in value }
    }
  }

  static func null(_ argument: Int, rank: Int, _ what: String = "out") -> [Mistake] {
    [Mistake(argument: argument, what: "\(what) is null", status: ZX_ERR_INVALID_ARGS, rank: rank) { _ in 0 }]
  }

  /// A right handle to an object that is in the wrong state.
  static func state(
    _ argument: Int, rank: Int, _ what: String, _ status: zx_status_t,
    _ make: @escaping @Sendable (Workbench) throws -> zx_handle_t
  ) -> Mistake {
    Mistake(argument: argument, what: what, status: status, rank: rank) { UInt64(try make($0)) }
  }

  /// Objects whose handles never have WAIT.
  static func unwaitable(_ argument: Int, rank: Int) -> [Mistake] {
    Kind.allCases.filter { !Kind.waitable.contains($0) }.map { kind in
      .state(argument, rank: rank, "argument \(argument + 1) is of type \(kind)", ZX_ERR_ACCESS_DENIED) {
        try kind.make($0)
      }
    }
  }
}
