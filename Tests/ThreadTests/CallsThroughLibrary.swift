import CZircon
import TestDaemon
import Testing

/// The calls of the C library, in a process that makes others, too.
struct CallsThroughLibrary: ThreadedCalls {
  init() {
    _ = SharedDaemon.connected
  }

  private func handle(_ call: (UnsafeMutablePointer<zx_handle_t>) -> zx_status_t) -> zx_handle_t {
    var handle = zx_handle_t(ZX_HANDLE_INVALID)
    let status = call(&handle)
    if status != ZX_OK { Issue.record("\(String(cString: zx_status_get_string(status)))") }
    return handle
  }

  func event() -> UInt32 { handle { zx_event_create(0, $0) } }
  func virtualInterrupt() -> UInt32 { handle { zx_interrupt_create(0, 0, UInt32(ZX_INTERRUPT_VIRTUAL), $0) } }
  func port() -> UInt32 { handle { zx_port_create(UInt32(ZX_PORT_BIND_TO_INTERRUPT), $0) } }
  func duplicate(_ original: UInt32) -> UInt32 {
    handle { zx_handle_duplicate(original, zx_rights_t(ZX_RIGHT_SAME_RIGHTS), $0) }
  }
  func close(_ handle: UInt32) -> Int32 { zx_handle_close(handle) }

  func bind(_ interrupt: UInt32, _ port: UInt32, key: UInt64) -> Int32 { zx_interrupt_bind(interrupt, port, key, 0) }
  func unbind(_ interrupt: UInt32, _ port: UInt32) -> Int32 { zx_interrupt_bind(interrupt, port, 0, 1) }
  func trigger(_ interrupt: UInt32, _ timestamp: Int64) -> Int32 { zx_interrupt_trigger(interrupt, 0, timestamp) }
  func ack(_ interrupt: UInt32) -> Int32 { zx_interrupt_ack(interrupt) }
  func destroy(_ interrupt: UInt32) -> Int32 { zx_interrupt_destroy(interrupt) }

  func wait(_ interrupt: UInt32) -> (status: Int32, timestamp: Int64) {
    var timestamp: zx_time_t = 0
    let status = zx_interrupt_wait(interrupt, &timestamp)
    return (status, timestamp)
  }

  func merged(_ interrupt: UInt32) -> Int {
    var statistics = zirq_interrupt_stats_t()
    return zirq_interrupt_get_stats(interrupt, &statistics) == ZX_OK ? Int(statistics.merged) : -1
  }

  func queue(_ port: UInt32, key: UInt64, _ value: UInt64) -> Int32 {
    var packet = zx_port_packet_t()
    packet.key = key
    packet.user.u64.0 = value
    return zx_port_queue(port, &packet)
  }

  func take(_ port: UInt32, polls: Bool) -> (status: Int32, packet: Packet) {
    var packet = zx_port_packet_t()
    let status = zx_port_wait(port, polls ? 0 : zx_time_t.max, &packet)
    return (status, Packet(key: packet.key, type: packet.type, value: packet.user.u64.0))
  }

  func signal(_ handle: UInt32, clear: UInt32, set: UInt32) -> Int32 { zx_object_signal(handle, clear, set) }

  func waitOne(_ handle: UInt32, _ signals: UInt32, polls: Bool) -> (status: Int32, observed: UInt32) {
    var observed: zx_signals_t = 0
    let status = zx_object_wait_one(handle, signals, polls ? 0 : zx_time_t.max, &observed)
    return (status, observed)
  }

  func waitMany(_ items: [(handle: UInt32, signals: UInt32)]) -> (status: Int32, pending: [UInt32]) {
    var its = items.map { zx_wait_item_t(handle: $0.handle, waitfor: $0.signals, pending: 0) }
    let status = zx_object_wait_many(&its, its.count, zx_time_t.max)
    return (status, its.map(\.pending))
  }

  func waitAsync(_ handle: UInt32, _ port: UInt32, key: UInt64, _ signals: UInt32, edge: Bool) -> Int32 {
    zx_object_wait_async(handle, port, key, signals, edge ? UInt32(ZX_WAIT_ASYNC_EDGE) : 0)
  }
}
