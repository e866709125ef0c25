import CZircon
import Testing

@Suite("zx_interrupt_create")
struct InterruptCreateTests {
  private static let bits = (0..<32).map { UInt32(1) << $0 }

  private func create(_ source: zx_handle_t, _ number: UInt32, _ options: UInt32) -> zx_status_t {
    var handle = ZX_HANDLE_INVALID
    let status = zx_interrupt_create(source, number, options, &handle)
    zx_handle_close(handle)
    return status
  }

  @Test("zx_interrupt_create: the handle has the default rights, 0xD00F, and the type INTERRUPT, virtual or not")
  func rights() throws {
    let virtual = try Object.virtualInterrupt()
    let physical = try PhysicalInterrupt(.edge)
    for handle in [virtual.handle, physical.handle] {
      let info = try basic(handle)
      #expect(info.rights == 0xD00F)
      #expect(info.rights == ZX_DEFAULT_INTERRUPT_RIGHTS)
      #expect(info.type == ZX_OBJ_TYPE_INTERRUPT)
    }
  }

  @Test("zx_interrupt_create: a virtual interrupt needs no resource, and any source and number will do")
  func virtualIgnoresSource() throws {
    let port = try Object.port()
    #expect(create(ZX_HANDLE_INVALID, 0, ZX_INTERRUPT_VIRTUAL) == ZX_OK)
    #expect(create(0xFFFF_FFFF, 7, ZX_INTERRUPT_VIRTUAL) == ZX_OK)
    #expect(create(port.handle, UInt32.max, ZX_INTERRUPT_VIRTUAL) == ZX_OK)
  }

  @Test("zx_interrupt_create: of a virtual interrupt any bit but TIMESTAMP_MONO and WAKE_VECTOR is INVALID_ARGS")
  func virtualOptions() throws {
    let resource = try Object.resource("sim:conformance-edge")
    let valid = ZX_INTERRUPT_VIRTUAL | ZX_INTERRUPT_TIMESTAMP_MONO | ZX_INTERRUPT_WAKE_VECTOR
    for bit in Self.bits {
      let expected = bit & valid != 0 ? ZX_OK : ZX_ERR_INVALID_ARGS
      #expect(create(resource.handle, 0, ZX_INTERRUPT_VIRTUAL | bit) == expected, "bit \(bit)")
    }
    #expect(create(resource.handle, 0, valid) == ZX_OK)
  }

  @Test("zx_interrupt_create: ZX_INTERRUPT_SLOT_USER, a relic, is INVALID_ARGS")
  func relic() throws {
    let resource = try Object.resource("sim:conformance-edge")
    #expect(create(resource.handle, 0, ZX_INTERRUPT_SLOT_USER) == ZX_ERR_INVALID_ARGS)
  }

  @Test("zx_interrupt_create: a virtual wake vector needs an IRQ resource that covers its number")
  func virtualWakeVector() throws {
    let resource = try Object.resource("sim:conformance-edge")
    let port = try Object.port()
    let registers = try Registers()
    let options = ZX_INTERRUPT_VIRTUAL | ZX_INTERRUPT_WAKE_VECTOR
    #expect(create(ZX_HANDLE_INVALID, 0, options) == ZX_ERR_BAD_HANDLE)
    #expect(create(port.handle, 0, options) == ZX_ERR_WRONG_TYPE)
    #expect(create(registers.resource.handle, 0, options) == ZX_ERR_WRONG_TYPE)
    #expect(create(resource.handle, 1, options) == ZX_ERR_OUT_OF_RANGE)
    #expect(create(resource.handle, 0, options) == ZX_OK)
  }

  @Test("zx_interrupt_create: a source that names nothing is BAD_HANDLE, one that is no resource WRONG_TYPE")
  func source() throws {
    let port = try Object.port()
    let event = try Object.event()
    let interrupt = try Object.virtualInterrupt()
    #expect(create(ZX_HANDLE_INVALID, 0, 0) == ZX_ERR_BAD_HANDLE)
    for handle in [port.handle, event.handle, interrupt.handle] {
      #expect(create(handle, 0, 0) == ZX_ERR_WRONG_TYPE)
    }
  }

  @Test("zx_interrupt_create: a resource of another kind than IRQ is WRONG_TYPE, whatever the vector and the options")
  func kind() throws {
    let registers = try Registers()
    #expect(create(registers.resource.handle, 0, 0) == ZX_ERR_WRONG_TYPE)
    #expect(create(registers.resource.handle, UInt32.max, 0) == ZX_ERR_WRONG_TYPE)
    #expect(create(registers.resource.handle, 0, 0x80) == ZX_ERR_WRONG_TYPE)
  }

  @Test("zx_interrupt_create: no right on the resource is needed")
  func noRight() throws {
    let vector = Vector(.edge)
    let resource = try Object.resource(vector.device)
    let powerless = try resource.duplicate(ZX_RIGHT_NONE)
    #expect(create(powerless.handle, vector.number, 0) == ZX_OK)
  }

  @Test("zx_interrupt_create: a vector beyond the resource's range is OUT_OF_RANGE")
  func outOfRange() throws {
    let resource = try Object.resource("sim:conformance-bank")
    #expect(create(resource.handle, 8, 0) == ZX_ERR_OUT_OF_RANGE)
    #expect(create(resource.handle, UInt32.max, 0) == ZX_ERR_OUT_OF_RANGE)
  }

  @Test("zx_interrupt_create: REMAP_IRQ, WAKE_VECTOR and TIMESTAMP_MONO are accepted, other bits INVALID_ARGS")
  func physicalOptions() throws {
    let vector = Vector(.edge)
    let resource = try Object.resource(vector.device)
    let valid = ZX_INTERRUPT_REMAP_IRQ | ZX_INTERRUPT_WAKE_VECTOR | ZX_INTERRUPT_TIMESTAMP_MONO
    for bit in Self.bits where bit & (ZX_INTERRUPT_MODE_MASK | ZX_INTERRUPT_VIRTUAL) == 0 {
      let expected = bit & valid != 0 ? ZX_OK : ZX_ERR_INVALID_ARGS
      #expect(create(resource.handle, vector.number, bit) == expected, "bit \(bit)")
    }
    #expect(create(resource.handle, vector.number, valid) == ZX_OK)
  }

  @Test("zx_interrupt_create: EDGE_BOTH and the modes that have no name are INVALID_ARGS")
  func invalidModes() throws {
    let vector = Vector(.edge)
    let resource = try Object.resource(vector.device)
    for mode in [ZX_INTERRUPT_MODE_EDGE_BOTH, 0xC, 0xE] {
      #expect(create(resource.handle, vector.number, mode) == ZX_ERR_INVALID_ARGS)
    }
  }

  @Test("zx_interrupt_create: a mode is the line's own, or the controller's refusal, here NOT_SUPPORTED")
  func modes() throws {
    let edges = [ZX_INTERRUPT_MODE_EDGE_LOW, ZX_INTERRUPT_MODE_EDGE_HIGH]
    let levels = [ZX_INTERRUPT_MODE_LEVEL_LOW, ZX_INTERRUPT_MODE_LEVEL_HIGH]
    for (trigger, own, others) in [(PhysicalInterrupt.Trigger.edge, edges, levels), (.level, levels, edges)] {
      let vector = Vector(trigger)
      let resource = try Object.resource(vector.device)
      for mode in own + [ZX_INTERRUPT_MODE_DEFAULT] {
        #expect(create(resource.handle, vector.number, mode) == ZX_OK, "\(trigger), mode \(mode)")
      }
      for mode in others {
        #expect(create(resource.handle, vector.number, mode) == ZX_ERR_NOT_SUPPORTED, "\(trigger), mode \(mode)")
      }
    }
  }

  @Test("zx_interrupt_create: a vector that has an interrupt is ALREADY_BOUND, until that one is destroyed or closed")
  func alreadyBound() throws {
    let vector = Vector(.edge)
    let resource = try Object.resource(vector.device)
    do {
      let interrupt = try Object { zx_interrupt_create(resource.handle, vector.number, 0, $0) }
      #expect(create(resource.handle, vector.number, 0) == ZX_ERR_ALREADY_BOUND)
      #expect(zx_interrupt_destroy(interrupt.handle) == ZX_OK)
      #expect(create(resource.handle, vector.number, 0) == ZX_OK)
    }
    do { _ = try Object { zx_interrupt_create(resource.handle, vector.number, 0, $0) } }
    #expect(create(resource.handle, vector.number, 0) == ZX_OK)
  }

  @Test("zx_interrupt_create: a mode that the line does not have is found before a vector that has an interrupt")
  func modeBeforeVector() throws {
    let interrupt = try PhysicalInterrupt(.edge)
    let status = create(interrupt.resource.handle, interrupt.vector.number, ZX_INTERRUPT_MODE_LEVEL_HIGH)
    #expect(status == ZX_ERR_NOT_SUPPORTED)
  }

  @Test("zx_interrupt_create: with a null out pointer it is INVALID_ARGS, and the interrupt that was made is gone")
  func nullOut() throws {
    let vector = Vector(.edge)
    let resource = try Object.resource(vector.device)
    #expect(zx_interrupt_create(ZX_HANDLE_INVALID, 0, ZX_INTERRUPT_VIRTUAL, nil) == ZX_ERR_INVALID_ARGS)
    #expect(zx_interrupt_create(resource.handle, vector.number, 0, nil) == ZX_ERR_INVALID_ARGS)
    #expect(create(resource.handle, vector.number, 0) == ZX_OK)
  }

  @Test(
    "zx_interrupt_create: a line is armed at once, so an interrupt before the first wait is not lost",
    arguments: PhysicalInterrupt.Trigger.allCases)
  func armed(_ trigger: PhysicalInterrupt.Trigger) throws {
    let interrupt = try PhysicalInterrupt(trigger)
    try interrupt.fire()
    var timestamp: zx_time_t = 0
    #expect(zx_interrupt_wait(interrupt.handle, &timestamp) == ZX_OK)
    #expect(timestamp > 0 && timestamp <= zx_clock_get_monotonic())
  }

  @Test(
    "zx_interrupt_create: a physical interrupt's timestamps are of the monotonic clock, with TIMESTAMP_MONO and without"
  )
  func clock() throws {
    for options in [0, ZX_INTERRUPT_TIMESTAMP_MONO] {
      let interrupt = try PhysicalInterrupt(.edge, options: options)
      let port = try Object.port()
      #expect(bind(interrupt.object, port) == ZX_OK)
      let before = zx_clock_get_monotonic()
      try interrupt.fire()
      let timestamp = try awaited(port).interrupt.timestamp
      #expect(before <= timestamp && timestamp <= zx_clock_get_monotonic())
    }
  }
}
