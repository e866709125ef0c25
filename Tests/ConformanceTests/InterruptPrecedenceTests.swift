import CZircon
import Testing

/// The order in which the calls on interrupts look at their arguments. Source: Zircon, kernel/lib/syscalls/driver.cc;
/// interrupt_dispatcher.cc for what comes after the handles.
private enum InterruptCalls {
  static func interrupt(_ workbench: Workbench) throws -> UInt64 {
    UInt64(try Kind.interrupt.make(workbench))
  }

  static func port(_ workbench: Workbench) throws -> UInt64 {
    UInt64(try Kind.port.make(workbench))
  }

  static func destroyed(_ workbench: Workbench) throws -> zx_handle_t {
    let handle = try Kind.interrupt.make(workbench)
    zx_interrupt_destroy(handle)
    return handle
  }

  static func boundAndDestroyed(_ workbench: Workbench) throws -> zx_handle_t {
    let handle = try bound(workbench)
    zx_interrupt_destroy(handle)
    return handle
  }

  static func bound(_ workbench: Workbench) throws -> zx_handle_t {
    let handle = try Kind.interrupt.make(workbench)
    zx_interrupt_bind(handle, try Kind.port.make(workbench), 1, ZX_INTERRUPT_BIND)
    return handle
  }

  /// An interrupt in a state that would be a mistake by itself, by a handle that lacks the right to the call.
  static func powerless(
    _ right: zx_rights_t, _ what: String, rank: Int, _ make: @escaping @Sendable (Workbench) throws -> zx_handle_t
  ) -> Mistake {
    .state(0, rank: rank, "it is \(what), and the handle lacks a right", ZX_ERR_ACCESS_DENIED) {
      try $0.without(right, make($0))
    }
  }

  static let ofRegisters = Mistake.state(0, rank: 11, "the resource is of registers", ZX_ERR_WRONG_TYPE) {
    try $0.registers()
  }

  // MARK: zx_interrupt_create

  /// The source is looked at only where a resource is needed, and so are the options only after it.
  static let create = CheckedCall(
    right: [{ UInt64(try $0.copy(MistakenDevice.shared.resource)) }, { _ in 0 }, { _ in 0 }, { _ in 1 }],
    mistakes: Mistake.handles(0, rank: 10, .resource) + [ofRegisters]
      + Mistake.values(1, rank: 20, "the vector", [4, 0xFFFF_FFFF], ZX_ERR_OUT_OF_RANGE)
      + Mistake.values(2, rank: 30, "options", [0x80, 0x8000_0000, 0xA, 0xE])
      + Mistake.values(2, rank: 40, "the mode", [6, 8], ZX_ERR_NOT_SUPPORTED)
      + Mistake.values(1, rank: 50, "the vector, which is in use,", [1], ZX_ERR_ALREADY_BOUND)
      + Mistake.null(3, rank: 60)
  ) { zx_interrupt_create($0.handle(0), $0.word(1), $0.word(2), $0.pointer(3)) }

  static let createWaking = CheckedCall(
    right: [{ UInt64(try Kind.resource.make($0)) }, { _ in 0 }, { _ in 0x30 }, { _ in 1 }],
    mistakes: Mistake.handles(0, rank: 10, .resource) + [ofRegisters]
      + Mistake.values(1, rank: 20, "the vector", [8], ZX_ERR_OUT_OF_RANGE)
      + Mistake.values(2, rank: 30, "options", [0x31, 0x32, 0xB0, 0x3E])
      + Mistake.null(3, rank: 40)
  ) { zx_interrupt_create($0.handle(0), $0.word(1), $0.word(2), $0.pointer(3)) }

  // MARK: zx_interrupt_bind

  static let bind = CheckedCall(
    right: [interrupt, port, { _ in 0 }],
    mistakes: Mistake.values(2, rank: 10, "options", [2, 0xFFFF_FFFF])
      + Mistake.handles(0, rank: 20, .interrupt, lacking: ZX_RIGHT_READ)
      + Mistake.handles(1, rank: 30, .port, lacking: ZX_RIGHT_WRITE)
      + [
        .state(1, rank: 40, "the port takes no interrupts", ZX_ERR_WRONG_TYPE) { $0.keep(try .port(0)) },
        .state(0, rank: 50, "the interrupt is destroyed", ZX_ERR_CANCELED, destroyed),
        .state(0, rank: 50, "the interrupt is bound and destroyed", ZX_ERR_CANCELED, boundAndDestroyed),
        .state(0, rank: 60, "the interrupt is bound", ZX_ERR_ALREADY_BOUND, bound),
        powerless(ZX_RIGHT_READ, "destroyed", rank: 22, destroyed),
        powerless(ZX_RIGHT_READ, "bound", rank: 22, bound),
      ]
  ) { zx_interrupt_bind($0.handle(0), $0.handle(1), 7, $0.word(2)) }

  static let unbind = CheckedCall(
    right: [interrupt, port],
    mistakes: Mistake.handles(0, rank: 20, .interrupt, lacking: ZX_RIGHT_READ)
      + Mistake.handles(1, rank: 30, .port, lacking: ZX_RIGHT_WRITE)
      + [
        .state(1, rank: 40, "the port takes no interrupts", ZX_ERR_WRONG_TYPE) { $0.keep(try .port(0)) },
        .state(0, rank: 50, "the interrupt is not bound", ZX_ERR_NOT_FOUND) { try Kind.interrupt.make($0) },
        .state(0, rank: 50, "the interrupt is bound to another port", ZX_ERR_NOT_FOUND, bound),
        .state(0, rank: 50, "the interrupt is destroyed", ZX_ERR_NOT_FOUND, destroyed),
        powerless(ZX_RIGHT_READ, "destroyed", rank: 22, destroyed),
      ]
  ) { zx_interrupt_bind($0.handle(0), $0.handle(1), 7, ZX_INTERRUPT_UNBIND) }

  // MARK: zx_interrupt_ack

  static let ack = CheckedCall(
    right: [interrupt],
    mistakes: Mistake.handles(0, rank: 10, .interrupt, lacking: ZX_RIGHT_WRITE)
      + [
        .state(0, rank: 20, "it is not bound", ZX_ERR_BAD_STATE) { try Kind.interrupt.make($0) },
        .state(0, rank: 20, "it is not bound, and destroyed", ZX_ERR_BAD_STATE, destroyed),
        .state(0, rank: 30, "it is bound and destroyed", ZX_ERR_CANCELED, boundAndDestroyed),
        powerless(ZX_RIGHT_WRITE, "not bound", rank: 12) { try Kind.interrupt.make($0) },
        powerless(ZX_RIGHT_WRITE, "bound and destroyed", rank: 12, boundAndDestroyed),
      ]
  ) { zx_interrupt_ack($0.handle(0)) }

  // MARK: zx_interrupt_wait

  static let wait = CheckedCall(
    right: [interrupt],
    mistakes: Mistake.handles(0, rank: 10, .interrupt, lacking: ZX_RIGHT_WAIT)
      + [
        .state(0, rank: 20, "it is bound", ZX_ERR_BAD_STATE, bound),
        .state(0, rank: 20, "it is bound and destroyed", ZX_ERR_BAD_STATE, boundAndDestroyed),
        .state(0, rank: 30, "it is destroyed", ZX_ERR_CANCELED, destroyed),
        powerless(ZX_RIGHT_WAIT, "bound", rank: 12, bound),
        powerless(ZX_RIGHT_WAIT, "destroyed", rank: 12, destroyed),
      ]
  ) { zx_interrupt_wait($0.handle(0), nil) }

  // MARK: zx_interrupt_destroy

  static let destroy = CheckedCall(right: [interrupt], mistakes: Mistake.handles(0, rank: 10, .interrupt)) {
    zx_interrupt_destroy($0.handle(0))
  }

  // MARK: zx_interrupt_trigger

  static let trigger = CheckedCall(
    right: [interrupt, { _ in 0 }],
    mistakes: Mistake.values(1, rank: 10, "options", [1, 0xFFFF_FFFF])
      + Mistake.handles(0, rank: 20, .interrupt, lacking: ZX_RIGHT_SIGNAL)
      + [
        .state(0, rank: 30, "it has a line", ZX_ERR_BAD_STATE) { try $0.copy(MistakenDevice.shared.interrupt) },
        .state(0, rank: 30, "it had a line and is destroyed", ZX_ERR_BAD_STATE) {
          try $0.copy(MistakenDevice.shared.destroyed)
        },
        .state(0, rank: 40, "it is destroyed", ZX_ERR_CANCELED, destroyed),
        powerless(ZX_RIGHT_SIGNAL, "with a line", rank: 22) { try $0.copy(MistakenDevice.shared.interrupt) },
        powerless(ZX_RIGHT_SIGNAL, "destroyed", rank: 22, destroyed),
      ]
  ) { zx_interrupt_trigger($0.handle(0), $0.word(1), 1) }

  // MARK: MSI

  /// Source: Zircon, kernel/lib/syscalls/msi.rs and msi_allocation.cc: whether there is MSI is asked before the count.
  static let msiAllocate = CheckedCall(
    right: [{ UInt64(try Kind.resource.make($0)) }, { _ in 1 }, { _ in 1 }],
    mistakes: Mistake.handles(0, rank: 10, .resource)
      + [
        ofRegisters,
        .state(0, rank: 20, "the device has a level line", ZX_ERR_NOT_SUPPORTED) {
          $0.keep(try .resource("sim:conformance-levels"))
        },
      ] + Mistake.values(1, rank: 30, "the count", [0, 3, 64])
      + Mistake.values(1, rank: 40, "the count", [16], ZX_ERR_NO_RESOURCES)
      + Mistake.null(2, rank: 50)
  ) { zx_msi_allocate($0.handle(0), $0.word(1), $0.pointer(2)) }

  static let msiCreate = CheckedCall(
    right: [
      { UInt64(try $0.copy(MistakenDevice.shared.allocation)) }, { _ in 0 }, { _ in 0 }, { _ in 0 }, { _ in 1 },
    ],
    mistakes: Mistake.handles(0, rank: 10, .msi)
      + Mistake.handles(3, rank: 20, .vmo, lacking: ZX_RIGHT_MAP, zeroIsFine: true)
      + Mistake.values(1, rank: 30, "options", [2, 0xFFFF_FFFF])
      + Mistake.values(2, rank: 30, "the id", [2, 32, 0xFFFF_FFFF])
      + Mistake.values(2, rank: 40, "the id, which is in use,", [1], ZX_ERR_ALREADY_BOUND)
      + Mistake.null(4, rank: 50)
  ) { arguments in
    zx_msi_create(
      arguments.handle(0), arguments.word(1), arguments.word(2), arguments.handle(3), 0, arguments.pointer(4))
  }
}

@Suite("The first of several mistakes: interrupts")
struct InterruptPrecedenceTests {
  @Test(
    "zx_interrupt_create: of several mistakes the kernel's first is reported", arguments: InterruptCalls.create.mistakes
  )
  func create(_ mistake: Mistake) throws { try InterruptCalls.create.check(mistake) }

  @Test(
    "zx_interrupt_create: of several mistakes the kernel's first is reported, of a virtual wake vector, too",
    arguments: InterruptCalls.createWaking.mistakes)
  func createWaking(_ mistake: Mistake) throws { try InterruptCalls.createWaking.check(mistake) }

  @Test(
    "zx_interrupt_bind: of several mistakes the kernel's first is reported", arguments: InterruptCalls.bind.mistakes)
  func bind(_ mistake: Mistake) throws { try InterruptCalls.bind.check(mistake) }

  @Test(
    "zx_interrupt_bind: of several mistakes the kernel's first is reported, when it unbinds, too",
    arguments: InterruptCalls.unbind.mistakes)
  func unbind(_ mistake: Mistake) throws { try InterruptCalls.unbind.check(mistake) }

  @Test("zx_interrupt_ack: of several mistakes the kernel's first is reported", arguments: InterruptCalls.ack.mistakes)
  func ack(_ mistake: Mistake) throws { try InterruptCalls.ack.check(mistake) }

  @Test(
    "zx_interrupt_wait: of several mistakes the kernel's first is reported", arguments: InterruptCalls.wait.mistakes)
  func wait(_ mistake: Mistake) throws { try InterruptCalls.wait.check(mistake) }

  @Test(
    "zx_interrupt_destroy: of several mistakes the kernel's first is reported",
    arguments: InterruptCalls.destroy.mistakes)
  func destroy(_ mistake: Mistake) throws { try InterruptCalls.destroy.check(mistake) }

  @Test(
    "zx_interrupt_trigger: of several mistakes the kernel's first is reported",
    arguments: InterruptCalls.trigger.mistakes)
  func trigger(_ mistake: Mistake) throws { try InterruptCalls.trigger.check(mistake) }

  @Test(
    "zx_msi_allocate: of several mistakes the kernel's first is reported",
    arguments: InterruptCalls.msiAllocate.mistakes)
  func msiAllocate(_ mistake: Mistake) throws { try InterruptCalls.msiAllocate.check(mistake) }

  @Test(
    "zx_msi_create: of several mistakes the kernel's first is reported", arguments: InterruptCalls.msiCreate.mistakes)
  func msiCreate(_ mistake: Mistake) throws { try InterruptCalls.msiCreate.check(mistake) }
}
