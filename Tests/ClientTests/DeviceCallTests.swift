import CZircon
import Foundation
import TestDaemon
import Testing

/// What zirq's own calls tell of a device, and why one is refused.
@Suite("A device, asked through the C library")
struct DeviceCallTests {
  let daemon = ClientBench.daemon
  let handles = Handles()

  private var reason: String { String(cString: zirq_error()) }

  @Test("says what it is")
  func info() throws {
    let device = try handles.resource("sim:bank")
    var info = zirq_device_info_t()
    #expect(zirq_device_info(device, &info) == ZX_OK)
    #expect(info.generation == 1 && info.kind == ZIRQ_DEVICE_KIND_SIMULATED && info.vectors == 4 && info.regions == 0)
    #expect(info.timestamps == ZIRQ_TIMESTAMPS_WAKEUP && info.iommu_group == ZIRQ_NO_IOMMU_GROUP)
    #expect(info.flags & ZIRQ_DEVICE_ALLOWED != 0)
    #expect(info.flags & (ZIRQ_DEVICE_LEVEL | ZIRQ_DEVICE_REMOVING | ZIRQ_DEVICE_BUS_MASTER) == 0)

    // A part of it is of the same device.
    var part = ZX_HANDLE_INVALID
    try #require(zx_resource_create(device, ZX_RSRC_KIND_IRQ, 1, 2, nil, 0, &part) == ZX_OK)
    handles.keep(part)
    #expect(zirq_device_info(part, &info) == ZX_OK)
    #expect(info.vectors == 4)
  }

  @Test("says it to who may inspect it, and switches its bus mastering for who may write")
  func rights() throws {
    let device = try handles.resource("sim:bank")
    var info = zirq_device_info_t()
    let blind = try handles.duplicate(device, ZX_DEFAULT_RESOURCE_RIGHTS & ~ZX_RIGHT_INSPECT)
    #expect(zirq_device_info(blind, &info) == ZX_ERR_ACCESS_DENIED)
    let fixed = try handles.duplicate(device, ZX_DEFAULT_RESOURCE_RIGHTS & ~ZX_RIGHT_WRITE)
    #expect(zirq_bus_master(fixed, true) == ZX_ERR_ACCESS_DENIED)
    let port = try handles.port()
    #expect(zirq_device_info(port, &info) == ZX_ERR_WRONG_TYPE)
    #expect(zirq_bus_master(port, true) == ZX_ERR_WRONG_TYPE)
    var registers = ZX_HANDLE_INVALID
    try #require(zirq_region_open(handles.resource("sim:conformance-registers"), 0, &registers) == ZX_OK)
    handles.keep(registers)
    #expect(zirq_device_info(registers, &info) == ZX_ERR_WRONG_TYPE)
    #expect(zirq_bus_master(registers, true) == ZX_ERR_WRONG_TYPE)
    #expect(zirq_latency_limit(fixed, 10) == ZX_ERR_ACCESS_DENIED)
    #expect(zirq_latency_limit(port, 10) == ZX_ERR_WRONG_TYPE)
    #expect(zirq_latency_limit(registers, 10) == ZX_ERR_WRONG_TYPE)
  }

  @Test("gives the daemon's own reason when one of zirq's calls is refused")
  func reasons() throws {
    var handle = ZX_HANDLE_INVALID
    #expect(zirq_device_open("sim:secert", &handle) == ZX_ERR_NOT_FOUND)
    #expect(reason == "sim:secert: there is no such device; similar: sim:secret")
    #expect(zirq_device_open("sim:secret", &handle) == ZX_ERR_ACCESS_DENIED)
    #expect(reason == "sim:secret: not permitted by rule 1 (sim:secret) of zirqd's configuration")

    let device = try handles.resource("sim:bank")
    var start: UnsafeMutableRawPointer?
    var size = 0
    #expect(zirq_region_map(device, 3, &start, &size) == ZX_ERR_OUT_OF_RANGE)
    #expect(reason == "sim:bank: there is no region 3; `zirqctl show sim:bank` lists them")
    #expect(zirq_region_open(device, 4, &handle) == ZX_ERR_OUT_OF_RANGE)
    #expect(reason == "sim:bank: there is no region 4; `zirqctl show sim:bank` lists them")
    #expect(zirq_bus_master(device, true) == ZX_ERR_NOT_SUPPORTED)
    #expect(reason.hasPrefix("sim:bank: "), "\(reason)")
  }

  private var heldLatencyFiles: Int {
    let directory = "/proc/\(ClientBench.daemon.pid)/fd"
    let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return descriptors.count { descriptor in
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(directory)/\(descriptor)")
      return target == "/dev/cpu_dma_latency"
    }
  }

  @Test("limits the processors' wake-up latency as long as the device is open, or says why not")
  func latency() throws {
    let device = try handles.resource("sim:bank")
    #expect(zirq_latency_limit(device, UInt32(Int32.max) + 1) == ZX_ERR_OUT_OF_RANGE)
    let status = zirq_latency_limit(device, 1_000_000)
    guard status == ZX_OK else {
      #expect([ZX_ERR_ACCESS_DENIED, ZX_ERR_NOT_SUPPORTED].contains(status))
      #expect(reason.contains("/dev/cpu_dma_latency"), "\(reason)")
      return
    }
    #expect(heldLatencyFiles == 1)
    #expect(zirq_latency_limit(device, ZIRQ_LATENCY_ANY) == ZX_OK)
    #expect(heldLatencyFiles == 0)

    // Until the last handle to it, or to a part of it, is closed.
    var other = ZX_HANDLE_INVALID
    try #require(zirq_device_open("sim:bank", &other) == ZX_OK)
    var part = ZX_HANDLE_INVALID
    try #require(zx_resource_create(other, ZX_RSRC_KIND_IRQ, 0, 1, "part", 4, &part) == ZX_OK)
    #expect(zirq_latency_limit(part, 1_000_000) == ZX_OK)
    zx_handle_close(part)
    #expect(heldLatencyFiles == 1)
    zx_handle_close(other)
    #expect(heldLatencyFiles == 0)
  }

  @Test("gives it when an interrupt is refused for the device's sake, and none when for another")
  func reasonsOfInterrupts() throws {
    let device = try handles.resource("sim:threads")
    var handle = ZX_HANDLE_INVALID
    try #require(zx_interrupt_create(device, 0, 0, &handle) == ZX_OK)
    handles.keep(handle)
    #expect(zx_interrupt_create(device, 0, 0, &handle) == ZX_ERR_ALREADY_BOUND)
    #expect(reason.hasPrefix("sim:threads: vector 0 has an interrupt already"), "\(reason)")
    #expect(zx_interrupt_create(device, 1, 0, &handle) == ZX_ERR_OUT_OF_RANGE)
    #expect(reason == "sim:threads: there is no vector 1; the device has 1")
    #expect(zx_interrupt_create(device, 0, 0x8000_0000, &handle) == ZX_ERR_INVALID_ARGS)
    #expect(reason.isEmpty, "\(reason)")
    #expect(zx_interrupt_create(device, 0, ZX_INTERRUPT_MODE_LEVEL_HIGH, &handle) == ZX_ERR_NOT_SUPPORTED)
    #expect(reason.hasPrefix("sim:threads: its line is edge-triggered"), "\(reason)")

    var allocation = ZX_HANDLE_INVALID
    try #require(zx_msi_allocate(device, 1, &allocation) == ZX_OK)
    handles.keep(allocation)
    #expect(zx_msi_create(allocation, 0, 0, ZX_HANDLE_INVALID, 0, &handle) == ZX_ERR_ALREADY_BOUND)
    #expect(reason.hasPrefix("sim:threads: vector 0 has an interrupt already"), "\(reason)")
    #expect(zx_msi_create(allocation, 2, 0, ZX_HANDLE_INVALID, 0, &handle) == ZX_ERR_INVALID_ARGS)
    #expect(reason.isEmpty, "\(reason)")
  }
}
