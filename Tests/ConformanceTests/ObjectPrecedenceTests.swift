import CZircon
import TestDaemon
import Testing

/// The order in which the calls on handles and objects look at their arguments. Source: Zircon,
/// kernel/lib/syscalls/handle_ops.cc, object.cc, object_property.cc, object_wait.cc.
private enum ObjectCalls {
  static func event(_ workbench: Workbench) throws -> UInt64 {
    UInt64(try Kind.event.make(workbench))
  }

  static func vmo(_ workbench: Workbench) throws -> UInt64 {
    UInt64(try Kind.vmo.make(workbench))
  }

  // MARK: Handles

  static let duplicate = CheckedCall(
    right: [event, { _ in UInt64(ZX_RIGHT_SAME_RIGHTS) }, { _ in 1 }],
    mistakes: Mistake.handles(0, rank: 10, nil, lacking: ZX_RIGHT_DUPLICATE)
      + Mistake.values(1, rank: 20, "rights", [0x4, 0xFFFF_FFFF]) + Mistake.null(2, rank: 30)
  ) { zx_handle_duplicate($0.handle(0), $0.word(1), $0.pointer(2)) }

  static let replace = CheckedCall(
    right: [{ _ in UInt64(try Object.event().release()) }, { _ in UInt64(ZX_RIGHT_SAME_RIGHTS) }, { _ in 1 }],
    mistakes: Mistake.handles(0, rank: 10, nil) + Mistake.values(1, rank: 20, "rights", [0x4, 0xFFFF_FFFF])
      + Mistake.null(2, rank: 30)
  ) { zx_handle_replace($0.handle(0), $0.word(1), $0.pointer(2)) }

  static let close = CheckedCall(
    right: [event], mistakes: Mistake.handles(0, rank: 10, nil, zeroIsFine: true)
  ) { zx_handle_close($0.handle(0)) }

  // MARK: Signals

  static let waitOne = CheckedCall(
    right: [event],
    mistakes: Mistake.handles(0, rank: 10, nil, lacking: ZX_RIGHT_WAIT) + Mistake.unwaitable(0, rank: 12)
      + [.state(0, rank: 20, "nothing is asserted", ZX_ERR_TIMED_OUT) { try Kind.event.make($0) }]
  ) { zx_object_wait_one($0.handle(0), ZX_USER_SIGNAL_0, now, nil) }

  /// Arguments 1 and 2 are the handles of the first and of the seventh item, which is in another frame; 3 is the number of
  /// items, 4 the pointer to them.
  static let waitMany = CheckedCall(
    right: [event, event, { _ in 7 }, { _ in 1 }],
    mistakes: Mistake.values(2, rank: 10, "the number of items", [65, UInt64(Int64.max)], ZX_ERR_OUT_OF_RANGE)
      + Mistake.null(3, rank: 20, "the items")
      + Mistake.handles(0, rank: 30, nil, lacking: ZX_RIGHT_WAIT) + Mistake.unwaitable(0, rank: 32)
      + Mistake.handles(1, rank: 40, nil, lacking: ZX_RIGHT_WAIT) + Mistake.unwaitable(1, rank: 42)
  ) { arguments in
    guard arguments.long(3) != 0 else { return zx_object_wait_many(nil, arguments.size(2), now) }
    let first = zx_wait_item_t(handle: arguments.handle(0), waitfor: 0, pending: 0)
    let last = zx_wait_item_t(handle: arguments.handle(1), waitfor: 0, pending: 0)
    var items = [first] + Array(repeating: first, count: 5) + [last]
    return zx_object_wait_many(&items, arguments.size(2), now)
  }

  static let signal = CheckedCall(
    right: [event, { _ in 0 }, { _ in 0 }],
    mistakes: Mistake.handles(0, rank: 10, nil, lacking: ZX_RIGHT_SIGNAL)
      + [Kind.port, .resource, .msi, .vmar].map { kind in
        .state(0, rank: 12, "it is of type \(kind)", ZX_ERR_ACCESS_DENIED) { try kind.make($0) }
      } + Mistake.values(1, rank: 20, "the mask to clear", [1, 0x80_0000])
      + Mistake.values(2, rank: 20, "the mask to set", [0x10, 0x80_0000])
  ) { zx_object_signal($0.handle(0), $0.word(1), $0.word(2)) }

  static let signalPeer = CheckedCall(
    right: [event, { _ in 1 }],
    mistakes: Mistake.handles(0, rank: 10, nil)
      + Kind.allCases.map { kind in
        .state(0, rank: 12, "it is of type \(kind)", ZX_ERR_ACCESS_DENIED) { try kind.make($0) }
      }
  ) { zx_object_signal_peer($0.handle(0), $0.word(1), 1) }

  static let eventCreate = CheckedCall(
    right: [{ _ in 0 }, { _ in 1 }],
    mistakes: Mistake.values(0, rank: 10, "options", [1, 0xFFFF_FFFF]) + Mistake.null(1, rank: 20)
  ) { zx_event_create($0.word(0), $0.pointer(1)) }

  // MARK: Information

  /// A buffer without room is not written to, and so it may be null.
  static func info(_ topic: UInt32, _ kind: Kind, _ mistakes: [Mistake]) -> CheckedCall {
    CheckedCall(
      right: [{ UInt64(try kind.make($0)) }, { _ in UInt64(topic) }, { _ in 1 }, { _ in 128 }],
      mistakes: Mistake.values(1, rank: 10, "the topic", [0, 3, 23, 0xFFFF_FFFF], ZX_ERR_NOT_SUPPORTED) + mistakes
        + Mistake.values(3, rank: 30, "the buffer's size", [0, 3], ZX_ERR_BUFFER_TOO_SMALL)
        + Mistake.null(2, rank: 40, "the buffer")
    ) { zx_object_get_info($0.handle(0), $0.word(1), $0.pointer(2, to: UInt8.self), $0.size(3), nil, nil) }
  }

  /// About the objects of one type.
  static func info(_ topic: UInt32, _ kind: Kind) -> CheckedCall {
    info(topic, kind, Mistake.handles(0, rank: 20, kind, lacking: ZX_RIGHT_INSPECT))
  }

  static let infoInterrupt = info(ZX_INFO_INTERRUPT, .interrupt)
  static let infoResource = info(ZX_INFO_RESOURCE, .resource)
  static let infoMSI = info(ZX_INFO_MSI, .msi)
  static let infoBasic = info(ZX_INFO_HANDLE_BASIC, .event, Mistake.handles(0, rank: 20, nil))
  static let infoCount = info(
    ZX_INFO_HANDLE_COUNT, .event, Mistake.handles(0, rank: 20, nil, lacking: ZX_RIGHT_INSPECT))

  /// There is no record, and so nothing can be wrong with the buffer.
  static let infoValid = CheckedCall(
    right: [event, { _ in UInt64(ZX_INFO_HANDLE_VALID) }, { _ in 128 }],
    mistakes: Mistake.values(1, rank: 10, "the topic", [0, 1000], ZX_ERR_NOT_SUPPORTED)
      + Mistake.handles(0, rank: 20, nil)
  ) { zx_object_get_info($0.handle(0), $0.word(1), nil, $0.size(2), nil, nil) }

  // MARK: Properties

  static let getProperty = CheckedCall(
    right: [vmo, { _ in UInt64(ZX_PROP_NAME) }, { _ in 1 }, { _ in 32 }],
    mistakes: Mistake.null(2, rank: 10, "the value")
      + Mistake.handles(0, rank: 20, nil) + [lacking(ZX_RIGHT_GET_PROPERTY)]
      + Mistake.values(1, rank: 30, "the property", [0, 99], ZX_ERR_NOT_SUPPORTED)
      + Mistake.values(3, rank: 40, "the size", [0, 31], ZX_ERR_BUFFER_TOO_SMALL)
  ) { zx_object_get_property($0.handle(0), $0.word(1), $0.pointer(2, to: UInt8.self), $0.size(3)) }

  static let setProperty = CheckedCall(
    right: [vmo, { _ in UInt64(ZX_PROP_NAME) }, { _ in 1 }],
    mistakes: Mistake.null(2, rank: 10, "the value")
      + Mistake.handles(0, rank: 20, nil) + [lacking(ZX_RIGHT_SET_PROPERTY)]
      + Mistake.values(1, rank: 30, "the property", [0, 99], ZX_ERR_NOT_SUPPORTED)
  ) { zx_object_set_property($0.handle(0), $0.word(1), $0.pointer(2, to: UInt8.self), 4) }

  static func lacking(_ right: zx_rights_t) -> Mistake {
    .state(0, rank: 22, "the VMO's handle lacks a right", ZX_ERR_ACCESS_DENIED) {
      try $0.without(right, Kind.vmo.make($0))
    }
  }
}

@Suite("The first of several mistakes: handles and objects")
struct ObjectPrecedenceTests {
  @Test(
    "zx_handle_duplicate: of several mistakes the kernel's first is reported", arguments: ObjectCalls.duplicate.mistakes
  )
  func duplicate(_ mistake: Mistake) throws { try ObjectCalls.duplicate.check(mistake) }

  @Test(
    "zx_handle_replace: of several mistakes the kernel's first is reported", arguments: ObjectCalls.replace.mistakes)
  func replace(_ mistake: Mistake) throws { try ObjectCalls.replace.check(mistake) }

  @Test("zx_handle_close: a handle that names nothing is BAD_HANDLE", arguments: ObjectCalls.close.mistakes)
  func close(_ mistake: Mistake) throws { try ObjectCalls.close.check(mistake) }

  @Test(
    "zx_object_wait_one: of several mistakes the kernel's first is reported", arguments: ObjectCalls.waitOne.mistakes)
  func waitOne(_ mistake: Mistake) throws { try ObjectCalls.waitOne.check(mistake) }

  @Test(
    "zx_object_wait_many: of several mistakes the kernel's first is reported", arguments: ObjectCalls.waitMany.mistakes)
  func waitMany(_ mistake: Mistake) throws { try ObjectCalls.waitMany.check(mistake) }

  @Test("zx_object_signal: of several mistakes the kernel's first is reported", arguments: ObjectCalls.signal.mistakes)
  func signal(_ mistake: Mistake) throws { try ObjectCalls.signal.check(mistake) }

  @Test(
    "zx_object_signal_peer: of several mistakes the kernel's first is reported",
    arguments: ObjectCalls.signalPeer.mistakes)
  func signalPeer(_ mistake: Mistake) throws { try ObjectCalls.signalPeer.check(mistake) }

  @Test(
    "zx_event_create: of several mistakes the kernel's first is reported", arguments: ObjectCalls.eventCreate.mistakes)
  func eventCreate(_ mistake: Mistake) throws { try ObjectCalls.eventCreate.check(mistake) }

  @Test(
    "zx_object_get_info: of several mistakes the kernel's first is reported, about an interrupt",
    arguments: ObjectCalls.infoInterrupt.mistakes)
  func infoInterrupt(_ mistake: Mistake) throws { try ObjectCalls.infoInterrupt.check(mistake) }

  @Test(
    "zx_object_get_info: of several mistakes the kernel's first is reported, about a resource",
    arguments: ObjectCalls.infoResource.mistakes)
  func infoResource(_ mistake: Mistake) throws { try ObjectCalls.infoResource.check(mistake) }

  @Test(
    "zx_object_get_info: of several mistakes the kernel's first is reported, about an MSI allocation",
    arguments: ObjectCalls.infoMSI.mistakes)
  func infoMSI(_ mistake: Mistake) throws { try ObjectCalls.infoMSI.check(mistake) }

  @Test(
    "zx_object_get_info: of several mistakes the kernel's first is reported, about any handle",
    arguments: ObjectCalls.infoBasic.mistakes)
  func infoBasic(_ mistake: Mistake) throws { try ObjectCalls.infoBasic.check(mistake) }

  @Test(
    "zx_object_get_info: of several mistakes the kernel's first is reported, of whether a handle is valid",
    arguments: ObjectCalls.infoValid.mistakes)
  func infoValid(_ mistake: Mistake) throws { try ObjectCalls.infoValid.check(mistake) }

  @Test(
    "zx_object_get_info: of several mistakes the kernel's first is reported, about the handles to an object",
    arguments: ObjectCalls.infoCount.mistakes)
  func infoCount(_ mistake: Mistake) throws { try ObjectCalls.infoCount.check(mistake) }

  @Test(
    "zx_object_get_property: of several mistakes the kernel's first is reported",
    arguments: ObjectCalls.getProperty.mistakes)
  func getProperty(_ mistake: Mistake) throws { try ObjectCalls.getProperty.check(mistake) }

  @Test(
    "zx_object_set_property: of several mistakes the kernel's first is reported",
    arguments: ObjectCalls.setProperty.mistakes)
  func setProperty(_ mistake: Mistake) throws { try ObjectCalls.setProperty.check(mistake) }
}
