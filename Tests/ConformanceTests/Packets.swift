import CZircon
import Testing

/// The packet at hand in a port; nil when there is none.
func next(_ port: borrowing Object) throws -> zx_port_packet_t? {
  var packet = zx_port_packet_t()
  let status = zx_port_wait(port.handle, now, &packet)
  if status == ZX_ERR_TIMED_OUT { return nil }
  try #require(status == ZX_OK, "\(name(status))")
  return packet
}

/// The next packet of a port, whenever it comes.
func awaited(_ port: borrowing Object) throws -> zx_port_packet_t {
  var packet = zx_port_packet_t()
  let status = zx_port_wait(port.handle, patience, &packet)
  try #require(status == ZX_OK, "\(name(status))")
  return packet
}

/// The keys of all packets at hand, in the order in which they come.
func keys(_ port: borrowing Object) throws -> [UInt64] {
  var keys: [UInt64] = []
  while let packet = try next(port) { keys.append(packet.key) }
  return keys
}

/// Queues a packet of the caller's own.
func queue(_ port: borrowing Object, key: UInt64) -> zx_status_t {
  var packet = zx_port_packet_t()
  packet.key = key
  return zx_port_queue(port.handle, &packet)
}

func bind(_ interrupt: borrowing Object, _ port: borrowing Object, key: UInt64 = 1) -> zx_status_t {
  zx_interrupt_bind(interrupt.handle, port.handle, key, ZX_INTERRUPT_BIND)
}

func unbind(_ interrupt: borrowing Object, _ port: borrowing Object) -> zx_status_t {
  zx_interrupt_bind(interrupt.handle, port.handle, 0, ZX_INTERRUPT_UNBIND)
}

func trigger(_ interrupt: borrowing Object, at timestamp: zx_time_t = 1) -> zx_status_t {
  zx_interrupt_trigger(interrupt.handle, 0, timestamp)
}

/// Asks for a packet when an object asserts signals.
func watch(
  _ object: borrowing Object, _ port: borrowing Object, key: UInt64 = 1, for signals: zx_signals_t,
  _ options: UInt32 = ZX_WAIT_ASYNC_ONCE
) -> zx_status_t {
  zx_object_wait_async(object.handle, port.handle, key, signals, options)
}
