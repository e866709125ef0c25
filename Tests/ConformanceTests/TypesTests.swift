import CZircon
import Testing

/// The numbers and layouts of the headers, as Zircon's have them.
@Suite("The headers")
struct TypesTests {
  @Test("zircon/errors.h: each status has Zircon's number, and its name")
  func statuses() {
    let expected: [(zx_status_t, zx_status_t, String)] = [
      (ZX_OK, 0, "ZX_OK"), (ZX_ERR_INTERNAL, -1, "ZX_ERR_INTERNAL"),
      (ZX_ERR_NOT_SUPPORTED, -2, "ZX_ERR_NOT_SUPPORTED"), (ZX_ERR_NO_RESOURCES, -3, "ZX_ERR_NO_RESOURCES"),
      (ZX_ERR_NO_MEMORY, -4, "ZX_ERR_NO_MEMORY"), (ZX_ERR_INTERNAL_INTR_RETRY, -6, "ZX_ERR_INTERNAL_INTR_RETRY"),
      (ZX_ERR_INVALID_ARGS, -10, "ZX_ERR_INVALID_ARGS"), (ZX_ERR_BAD_HANDLE, -11, "ZX_ERR_BAD_HANDLE"),
      (ZX_ERR_WRONG_TYPE, -12, "ZX_ERR_WRONG_TYPE"), (ZX_ERR_BAD_SYSCALL, -13, "ZX_ERR_BAD_SYSCALL"),
      (ZX_ERR_OUT_OF_RANGE, -14, "ZX_ERR_OUT_OF_RANGE"), (ZX_ERR_BUFFER_TOO_SMALL, -15, "ZX_ERR_BUFFER_TOO_SMALL"),
      (ZX_ERR_BAD_STATE, -20, "ZX_ERR_BAD_STATE"), (ZX_ERR_TIMED_OUT, -21, "ZX_ERR_TIMED_OUT"),
      (ZX_ERR_SHOULD_WAIT, -22, "ZX_ERR_SHOULD_WAIT"), (ZX_ERR_CANCELED, -23, "ZX_ERR_CANCELED"),
      (ZX_ERR_PEER_CLOSED, -24, "ZX_ERR_PEER_CLOSED"), (ZX_ERR_NOT_FOUND, -25, "ZX_ERR_NOT_FOUND"),
      (ZX_ERR_ALREADY_EXISTS, -26, "ZX_ERR_ALREADY_EXISTS"), (ZX_ERR_ALREADY_BOUND, -27, "ZX_ERR_ALREADY_BOUND"),
      (ZX_ERR_UNAVAILABLE, -28, "ZX_ERR_UNAVAILABLE"), (ZX_ERR_ACCESS_DENIED, -30, "ZX_ERR_ACCESS_DENIED"),
      (ZX_ERR_IO, -40, "ZX_ERR_IO"), (ZX_ERR_IO_REFUSED, -41, "ZX_ERR_IO_REFUSED"),
      (ZX_ERR_IO_DATA_INTEGRITY, -42, "ZX_ERR_IO_DATA_INTEGRITY"), (ZX_ERR_IO_DATA_LOSS, -43, "ZX_ERR_IO_DATA_LOSS"),
      (ZX_ERR_IO_NOT_PRESENT, -44, "ZX_ERR_IO_NOT_PRESENT"), (ZX_ERR_IO_OVERRUN, -45, "ZX_ERR_IO_OVERRUN"),
      (ZX_ERR_IO_MISSED_DEADLINE, -46, "ZX_ERR_IO_MISSED_DEADLINE"), (ZX_ERR_IO_INVALID, -47, "ZX_ERR_IO_INVALID"),
      (ZX_ERR_BAD_PATH, -50, "ZX_ERR_BAD_PATH"), (ZX_ERR_NOT_DIR, -51, "ZX_ERR_NOT_DIR"),
      (ZX_ERR_NOT_FILE, -52, "ZX_ERR_NOT_FILE"), (ZX_ERR_FILE_BIG, -53, "ZX_ERR_FILE_BIG"),
      (ZX_ERR_NO_SPACE, -54, "ZX_ERR_NO_SPACE"), (ZX_ERR_NOT_EMPTY, -55, "ZX_ERR_NOT_EMPTY"),
      (ZX_ERR_STOP, -60, "ZX_ERR_STOP"), (ZX_ERR_NEXT, -61, "ZX_ERR_NEXT"), (ZX_ERR_ASYNC, -62, "ZX_ERR_ASYNC"),
      (ZX_ERR_PROTOCOL_NOT_SUPPORTED, -70, "ZX_ERR_PROTOCOL_NOT_SUPPORTED"),
      (ZX_ERR_ADDRESS_UNREACHABLE, -71, "ZX_ERR_ADDRESS_UNREACHABLE"),
      (ZX_ERR_ADDRESS_IN_USE, -72, "ZX_ERR_ADDRESS_IN_USE"), (ZX_ERR_NOT_CONNECTED, -73, "ZX_ERR_NOT_CONNECTED"),
      (ZX_ERR_CONNECTION_REFUSED, -74, "ZX_ERR_CONNECTION_REFUSED"),
      (ZX_ERR_CONNECTION_RESET, -75, "ZX_ERR_CONNECTION_RESET"),
      (ZX_ERR_CONNECTION_ABORTED, -76, "ZX_ERR_CONNECTION_ABORTED"),
    ]
    for (status, number, name) in expected {
      #expect(status == number, "\(name)")
      #expect(ConformanceTests.name(status) == name)
    }
  }

  @Test("zircon/types.h: each type of object has Zircon's number")
  func objectTypes() {
    let types = [
      ZX_OBJ_TYPE_NONE, ZX_OBJ_TYPE_PROCESS, ZX_OBJ_TYPE_THREAD, ZX_OBJ_TYPE_VMO, ZX_OBJ_TYPE_CHANNEL,
      ZX_OBJ_TYPE_EVENT, ZX_OBJ_TYPE_PORT, ZX_OBJ_TYPE_INTERRUPT, ZX_OBJ_TYPE_PCI_DEVICE, ZX_OBJ_TYPE_DEBUGLOG,
      ZX_OBJ_TYPE_LOG, ZX_OBJ_TYPE_SOCKET, ZX_OBJ_TYPE_RESOURCE, ZX_OBJ_TYPE_EVENTPAIR, ZX_OBJ_TYPE_JOB,
      ZX_OBJ_TYPE_VMAR, ZX_OBJ_TYPE_FIFO, ZX_OBJ_TYPE_GUEST, ZX_OBJ_TYPE_VCPU, ZX_OBJ_TYPE_TIMER, ZX_OBJ_TYPE_IOMMU,
      ZX_OBJ_TYPE_BTI, ZX_OBJ_TYPE_PROFILE, ZX_OBJ_TYPE_PMT, ZX_OBJ_TYPE_SUSPEND_TOKEN, ZX_OBJ_TYPE_PAGER,
      ZX_OBJ_TYPE_EXCEPTION, ZX_OBJ_TYPE_CLOCK, ZX_OBJ_TYPE_STREAM, ZX_OBJ_TYPE_MSI, ZX_OBJ_TYPE_IOB,
      ZX_OBJ_TYPE_COUNTER, ZX_OBJ_TYPE_IOB_SHARED_REGION, ZX_OBJ_TYPE_UPPER_BOUND,
    ]
    #expect(types == [0, 1, 2, 3, 4, 5, 6, 9, 11, 12, 12] + Array(14...35) + [64])
  }

  @Test("zircon/types.h: signals, clocks, koids, handles, names and times have Zircon's values")
  func values() {
    #expect(ZX_EVENT_SIGNALED == 1 << 3)
    #expect(ZX_VIRTUAL_INTERRUPT_UNTRIGGERED == 1 << 4)
    #expect(ZX_SIGNAL_HANDLE_CLOSED == 1 << 23)
    let user = [
      ZX_USER_SIGNAL_0, ZX_USER_SIGNAL_1, ZX_USER_SIGNAL_2, ZX_USER_SIGNAL_3, ZX_USER_SIGNAL_4, ZX_USER_SIGNAL_5,
      ZX_USER_SIGNAL_6, ZX_USER_SIGNAL_7,
    ]
    #expect(user == (24..<32).map { 1 << $0 })
    #expect(ZX_USER_SIGNAL_ALL == 0xFF00_0000)
    #expect(ZX_SIGNAL_NONE == 0)
    #expect(ZX_CLOCK_MONOTONIC == 0 && ZX_CLOCK_BOOT == 1)
    #expect(ZX_KOID_INVALID == 0 && ZX_KOID_KERNEL == 1 && ZX_KOID_FIRST == 1024)
    #expect(ZX_HANDLE_INVALID == 0 && ZX_HANDLE_FIXED_BITS_MASK == 3)
    #expect(ZX_MAX_NAME_LEN == 32 && ZX_WAIT_MANY_MAX_ITEMS == 64)
    #expect(ZX_TIME_INFINITE == Int64.max)
  }

  @Test("zircon/types.h: the options of interrupts, MSI, ports and async waits have Zircon's values")
  func options() {
    #expect(ZX_INTERRUPT_REMAP_IRQ == 1)
    let modes = [
      ZX_INTERRUPT_MODE_DEFAULT, ZX_INTERRUPT_MODE_EDGE_LOW, ZX_INTERRUPT_MODE_EDGE_HIGH, ZX_INTERRUPT_MODE_LEVEL_LOW,
      ZX_INTERRUPT_MODE_LEVEL_HIGH, ZX_INTERRUPT_MODE_EDGE_BOTH, ZX_INTERRUPT_MODE_MASK,
    ]
    #expect(modes == [0, 2, 4, 6, 8, 10, 14])
    #expect(ZX_INTERRUPT_VIRTUAL == 0x10 && ZX_INTERRUPT_WAKE_VECTOR == 0x20 && ZX_INTERRUPT_TIMESTAMP_MONO == 0x40)
    #expect(ZX_INTERRUPT_BIND == 0 && ZX_INTERRUPT_UNBIND == 1)
    #expect(ZX_INTERRUPT_SLOT_USER == 62 && ZX_INTERRUPT_MAX_SLOTS == 62 && ZX_PCI_INTERRUPT_SLOT == 0)
    #expect(ZX_MSI_MODE_MSI_X == 1 && ZX_PORT_BIND_TO_INTERRUPT == 1)
    #expect(ZX_WAIT_ASYNC_ONCE == 0 && ZX_WAIT_ASYNC_TIMESTAMP == 1)
    #expect(ZX_WAIT_ASYNC_EDGE == 2 && ZX_WAIT_ASYNC_BOOT_TIMESTAMP == 4)
    let policies = [
      ZX_CACHE_POLICY_CACHED, ZX_CACHE_POLICY_UNCACHED, ZX_CACHE_POLICY_UNCACHED_DEVICE,
      ZX_CACHE_POLICY_WRITE_COMBINING,
    ]
    #expect(policies == [0, 1, 2, 3])
    let mapping: [zx_vm_option_t] = [
      ZX_VM_PERM_READ, ZX_VM_PERM_WRITE, ZX_VM_PERM_EXECUTE, ZX_VM_COMPACT, ZX_VM_SPECIFIC, ZX_VM_SPECIFIC_OVERWRITE,
      ZX_VM_CAN_MAP_SPECIFIC, ZX_VM_CAN_MAP_READ, ZX_VM_CAN_MAP_WRITE, ZX_VM_CAN_MAP_EXECUTE, ZX_VM_MAP_RANGE,
      ZX_VM_REQUIRE_NON_RESIZABLE, ZX_VM_ALLOW_FAULTS, ZX_VM_OFFSET_IS_UPPER_LIMIT,
      ZX_VM_PERM_READ_IF_XOM_UNSUPPORTED, ZX_VM_FAULT_BEYOND_STREAM_SIZE,
    ]
    #expect(mapping == (0..<16).map { 1 << $0 })
    let older: [zx_vm_option_t] = [
      ZX_VM_FLAG_PERM_READ, ZX_VM_FLAG_PERM_WRITE, ZX_VM_FLAG_PERM_EXECUTE, ZX_VM_FLAG_COMPACT, ZX_VM_FLAG_SPECIFIC,
      ZX_VM_FLAG_SPECIFIC_OVERWRITE, ZX_VM_FLAG_CAN_MAP_SPECIFIC, ZX_VM_FLAG_CAN_MAP_READ, ZX_VM_FLAG_CAN_MAP_WRITE,
      ZX_VM_FLAG_CAN_MAP_EXECUTE, ZX_VM_FLAG_MAP_RANGE, ZX_VM_FLAG_REQUIRE_NON_RESIZABLE,
    ]
    #expect(older == Array(mapping.prefix(12)))
    let alignments: [zx_vm_option_t] = [
      ZX_VM_ALIGN_1KB, ZX_VM_ALIGN_2KB, ZX_VM_ALIGN_4KB, ZX_VM_ALIGN_8KB, ZX_VM_ALIGN_16KB, ZX_VM_ALIGN_32KB,
      ZX_VM_ALIGN_64KB, ZX_VM_ALIGN_128KB, ZX_VM_ALIGN_256KB, ZX_VM_ALIGN_512KB, ZX_VM_ALIGN_1MB, ZX_VM_ALIGN_2MB,
      ZX_VM_ALIGN_4MB, ZX_VM_ALIGN_8MB, ZX_VM_ALIGN_16MB, ZX_VM_ALIGN_32MB, ZX_VM_ALIGN_64MB, ZX_VM_ALIGN_128MB,
      ZX_VM_ALIGN_256MB, ZX_VM_ALIGN_512MB, ZX_VM_ALIGN_1GB, ZX_VM_ALIGN_2GB, ZX_VM_ALIGN_4GB,
    ]
    #expect(alignments == (10...32).map { $0 << UInt32(ZX_VM_ALIGN_BASE) })
  }

  @Test("zircon/limits.h: a page is what the machine's are")
  func pages() {
    #if arch(x86_64)
      #expect(ZX_PAGE_SIZE == UInt(zx_system_get_page_size()) && ZX_PAGE_MASK == ZX_PAGE_SIZE - 1)
      #expect(ZX_PAGE_SIZE == 1 << ZX_PAGE_SHIFT)
    #endif
    #expect(ZX_MIN_PAGE_SHIFT...ZX_MAX_PAGE_SHIFT ~= UInt32(zx_system_get_page_size().trailingZeroBitCount))
  }

  @Test("zircon/rights.h: each right is Zircon's bit, and the groups are made of them")
  func rights() {
    let rights = [
      ZX_RIGHT_DUPLICATE, ZX_RIGHT_TRANSFER, ZX_RIGHT_READ, ZX_RIGHT_WRITE, ZX_RIGHT_EXECUTE, ZX_RIGHT_MAP,
      ZX_RIGHT_GET_PROPERTY, ZX_RIGHT_SET_PROPERTY, ZX_RIGHT_ENUMERATE, ZX_RIGHT_DESTROY, ZX_RIGHT_SET_POLICY,
      ZX_RIGHT_GET_POLICY, ZX_RIGHT_SIGNAL, ZX_RIGHT_SIGNAL_PEER, ZX_RIGHT_WAIT, ZX_RIGHT_INSPECT,
      ZX_RIGHT_MANAGE_JOB, ZX_RIGHT_MANAGE_PROCESS, ZX_RIGHT_MANAGE_THREAD, ZX_RIGHT_APPLY_PROFILE,
      ZX_RIGHT_MANAGE_SOCKET, ZX_RIGHT_OP_CHILDREN, ZX_RIGHT_RESIZE, ZX_RIGHT_ATTACH_VMO, ZX_RIGHT_MANAGE_VMO,
    ]
    #expect(rights == (0..<25).map { 1 << $0 })
    #expect(ZX_RIGHT_NONE == 0 && ZX_RIGHT_SAME_RIGHTS == 0x8000_0000)
    #expect(ZX_RIGHTS_BASIC == 0xC003 && ZX_RIGHTS_IO == 0xC && ZX_RIGHTS_PROPERTY == 0xC0)
  }

  @Test("zircon/syscalls/port.h: a packet is 48 bytes, with each field where Zircon has it")
  func packets() {
    typealias Packet = zx_port_packet_t
    #expect(MemoryLayout<Packet>.size == 48 && MemoryLayout<Packet>.alignment == 8)
    #expect(MemoryLayout<Packet>.offset(of: \.key) == 0)
    #expect(MemoryLayout<Packet>.offset(of: \.type) == 8)
    #expect(MemoryLayout<Packet>.offset(of: \.status) == 12)
    #expect(MemoryLayout<zx_packet_user_t>.size == 32)
    #expect(MemoryLayout<zx_packet_interrupt_t>.offset(of: \.timestamp) == 0)
    #expect(MemoryLayout<zx_packet_interrupt_t>.offset(of: \.reserved2) == 24)
    #expect(MemoryLayout<zx_packet_signal_t>.offset(of: \.trigger) == 0)
    #expect(MemoryLayout<zx_packet_signal_t>.offset(of: \.observed) == 4)
    #expect(MemoryLayout<zx_packet_signal_t>.offset(of: \.count) == 8)
    #expect(MemoryLayout<zx_packet_signal_t>.offset(of: \.timestamp) == 16)
    let types = [
      ZX_PKT_TYPE_USER, ZX_PKT_TYPE_SIGNAL_ONE, ZX_PKT_TYPE_GUEST_BELL, ZX_PKT_TYPE_GUEST_MEM, ZX_PKT_TYPE_GUEST_IO,
      ZX_PKT_TYPE_GUEST_VCPU, ZX_PKT_TYPE_INTERRUPT, ZX_PKT_TYPE_PAGE_REQUEST,
    ]
    #expect(types == [0, 1, 3, 4, 5, 6, 7, 9])
    #expect(ZX_PKT_TYPE_SIGNAL_REP == 2 && ZX_PKT_TYPE_MASK == 0xFF)
    #expect(MemoryLayout<zx_packet_guest_bell_t>.size == 32 && MemoryLayout<zx_packet_guest_mem_t>.size == 32)
    #expect(MemoryLayout<zx_packet_guest_io_t>.size == 32 && MemoryLayout<zx_packet_guest_vcpu_t>.size == 32)
    #expect(MemoryLayout<zx_packet_guest_io_t>.offset(of: \.access_size) == 2)
    #expect(MemoryLayout<zx_packet_guest_io_t>.offset(of: \.input) == 3)
    #expect(MemoryLayout<zx_packet_guest_vcpu_t>.offset(of: \.type) == 16)
    #expect(ZX_PKT_GUEST_VCPU_INTERRUPT == 0 && ZX_PKT_GUEST_VCPU_STARTUP == 1 && ZX_PKT_GUEST_VCPU_EXIT == 2)
    #expect(ZX_PAGER_VMO_READ == 0 && ZX_PAGER_VMO_COMPLETE == 1 && ZX_PAGER_VMO_DIRTY == 2)
  }

  @Test("zircon/syscalls/object.h: topics, properties and records have Zircon's numbers and layouts")
  func info() {
    let topics = [
      ZX_INFO_NONE, ZX_INFO_HANDLE_VALID, ZX_INFO_HANDLE_BASIC, ZX_INFO_RESOURCE, ZX_INFO_HANDLE_COUNT, ZX_INFO_BTI,
      ZX_INFO_VMO, ZX_INFO_TIMER, ZX_INFO_HANDLE_TABLE, ZX_INFO_MSI, ZX_INFO_INTERRUPT,
    ]
    #expect(topics == [0, 1, 2, 18, 19, 20, 23 | 3 << 28, 25, 27, 28, 39])
    #expect(ZX_PROP_NAME == 3)
    typealias Basic = zx_info_handle_basic_t
    #expect(MemoryLayout<Basic>.size == 32)
    #expect(MemoryLayout<Basic>.offset(of: \.rights) == 8 && MemoryLayout<Basic>.offset(of: \.type) == 12)
    #expect(MemoryLayout<Basic>.offset(of: \.related_koid) == 16)
    #expect(MemoryLayout<zx_info_interrupt_t>.size == 4 && MemoryLayout<zx_info_handle_count_t>.size == 4)
    typealias MSI = zx_info_msi_t
    #expect(MemoryLayout<MSI>.size == 24)
    #expect(MemoryLayout<MSI>.offset(of: \.target_data) == 8 && MemoryLayout<MSI>.offset(of: \.base_irq_id) == 12)
    #expect(MemoryLayout<MSI>.offset(of: \.num_irq) == 16 && MemoryLayout<MSI>.offset(of: \.interrupt_count) == 20)
    typealias Resource = zx_info_resource_t
    #expect(MemoryLayout<Resource>.size == 56)
    #expect(MemoryLayout<Resource>.offset(of: \.base) == 8 && MemoryLayout<Resource>.offset(of: \.name) == 24)
    typealias Item = zx_wait_item_t
    #expect(MemoryLayout<Item>.size == 12)
    #expect(MemoryLayout<Item>.offset(of: \.waitfor) == 4 && MemoryLayout<Item>.offset(of: \.pending) == 8)
  }

  @Test("zircon/syscalls/resource.h: kinds, flags and system bases have Zircon's numbers")
  func resources() {
    let kinds = [
      ZX_RSRC_KIND_MMIO, ZX_RSRC_KIND_IRQ, ZX_RSRC_KIND_IOPORT, ZX_RSRC_KIND_SMC, ZX_RSRC_KIND_SYSTEM,
      ZX_RSRC_KIND_COUNT,
    ]
    #expect(kinds == [0, 1, 2, 4, 5, 6])
    #expect(ZX_RSRC_FLAG_EXCLUSIVE == 0x10000)
    let bases = [
      ZX_RSRC_SYSTEM_HYPERVISOR_BASE, ZX_RSRC_SYSTEM_VMEX_BASE, ZX_RSRC_SYSTEM_DEBUG_BASE, ZX_RSRC_SYSTEM_INFO_BASE,
      ZX_RSRC_SYSTEM_CPU_BASE, ZX_RSRC_SYSTEM_POWER_BASE, ZX_RSRC_SYSTEM_MEXEC_BASE,
      ZX_RSRC_SYSTEM_ENERGY_INFO_BASE, ZX_RSRC_SYSTEM_IOMMU_BASE, ZX_RSRC_SYSTEM_PROFILE_BASE,
      ZX_RSRC_SYSTEM_MSI_BASE, ZX_RSRC_SYSTEM_DEBUGLOG_BASE, ZX_RSRC_SYSTEM_STALL_BASE,
      ZX_RSRC_SYSTEM_TRACING_BASE, ZX_RSRC_SYSTEM_SAMPLING_BASE,
    ]
    #expect(bases == Array(0...8) + Array(10...15))
  }

  @Test("zircon/syscalls/pci.h: the modes of a PCI device have Zircon's numbers")
  func pci() {
    let modes = [
      ZX_PCIE_IRQ_MODE_DISABLED, ZX_PCIE_IRQ_MODE_LEGACY, ZX_PCIE_IRQ_MODE_MSI, ZX_PCIE_IRQ_MODE_MSI_X,
    ]
    #expect(modes == [0, 1, 2, 3])
  }

  @Test("zx_status_get_string: names each status, and what is none it names as such")
  func statusStrings() {
    #expect(name(ZX_ERR_BAD_STATE) == "ZX_ERR_BAD_STATE")
    #expect(!name(-9999).hasPrefix("ZX_ERR_"))
  }
}
