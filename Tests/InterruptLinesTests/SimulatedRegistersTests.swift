import Glibc
import Testing

@testable import InterruptLines

@Suite("The registers of a simulated device")
struct SimulatedRegistersTests {
  private func ofSize(_ size: UInt64, number: Int = 0) -> SimulatedRegisters? {
    SimulatedDevice(SimulatedDeviceSettings(name: "chip", registers: size), number: number).registers
  }

  @Test("are whole pages, up to a limit, and none of no size", arguments: [(1, 1), (4096, 1), (4097, 2)])
  func size(_ bytes: UInt64, _ pages: UInt64) {
    #expect(ofSize(bytes)?.size == MemoryPage.size * max(pages * 4096 / MemoryPage.size, 1))
    #expect(ofSize(0) == nil)
    #expect(ofSize(SimulatedRegisters.limit)?.size == SimulatedRegisters.limit)
    #expect(ofSize(SimulatedRegisters.limit + 1) == nil)
    #expect(ofSize(.max) == nil)
  }

  @Test("have an address above 4 GiB, at the start of a page, and so far apart that none reaches into another's")
  func address() throws {
    let first = try #require(ofSize(SimulatedRegisters.limit, number: 0))
    let second = try #require(ofSize(SimulatedRegisters.limit, number: 1))
    #expect(first.physicalAddress > 1 << 32)
    #expect(first.physicalAddress % MemoryPage.size == 0)
    #expect(second.physicalAddress >= first.physicalAddress + first.size)
  }

  @Test("are the same memory for all who open them, zero at first, and stay when all have let go")
  func shared() throws {
    let registers = try #require(ofSize(4096))
    let lastRegister: off_t = 4092
    func read() throws -> UInt32 {
      let descriptor = try registers.open().release()
      defer { close(descriptor) }
      var value: UInt32 = 0xDEAD_BEEF
      try #require(pread(descriptor, &value, 4, lastRegister) == 4)
      return value
    }
    func write(_ value: UInt32) throws {
      let descriptor = try registers.open().release()
      defer { close(descriptor) }
      try #require(withUnsafeBytes(of: value) { pwrite(descriptor, $0.baseAddress, 4, lastRegister) } == 4)
    }
    #expect(try read() == 0)
    try write(0x0100_00ED)
    #expect(try read() == 0x0100_00ED)
  }

  @Test("cannot be resized by whoever gets the descriptor, nor sealed further, and are closed on exec")
  func sealed() throws {
    let registers = try #require(ofSize(4096))
    let descriptor = try registers.open().release()
    defer { close(descriptor) }
    for size in [0, 4095, 4097, 1 << 30] {
      #expect(ftruncate(descriptor, size) == -1)
      #expect(errno == EPERM)
    }
    var byte: UInt8 = 1
    #expect(pwrite(descriptor, &byte, 1, 4096) == -1)
    #expect(errno == EPERM)
    // F_ADD_SEALS, F_GET_SEALS, F_SEAL_WRITE; and SEAL, SHRINK and GROW are those it has. Source: linux/fcntl.h.
    let (addSeals, getSeals, sealWrite): (Int32, Int32, Int32) = (1033, 1034, 8)
    #expect(fcntl(descriptor, addSeals, sealWrite) == -1)
    #expect(fcntl(descriptor, getSeals) == 0b0111)
    #expect(fcntl(descriptor, F_GETFD) == FD_CLOEXEC)
  }
}
