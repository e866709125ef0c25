import Testing

@testable import InterruptLines

@Suite("The kernel's list of interrupts")
struct KernelInterruptsTests {
  private func numbers(_ text: String, _ handler: String) -> [UInt32] {
    KernelInterrupts(rows: text.split(separator: "\n")).numbers(ofHandler: handler)
  }

  private let pc = """
               CPU0       CPU1
      0:         36          0   IO-APIC   2-edge      timer
     20:      12004          7   IO-APIC  20-fasteoi   uio_pci_generic, ehci_hcd:usb1, vfio-intx(0000:00:06.0)
     21:          0          0   IO-APIC  21-fasteoi   uio_pci_generic
     24:          0          0  PCI-MSIX-0000:00:05.0   0-edge      vfio-msix[0](0000:00:05.0)
     25:          3 4294967295  PCI-MSIX-0000:00:05.0   1-edge      vfio-msix[1](0000:00:05.0)
     26:          0          0   IO-APIC  22-fasteoi
    NMI:          0          0   Non-maskable interrupts
    ERR:          0
    """

  @Test("has a message's number by the name of its handler, which tells the vector and the device")
  func message() {
    #expect(numbers(pc, "vfio-msix[0](0000:00:05.0)") == [24])
    #expect(numbers(pc, "vfio-msix[1](0000:00:05.0)") == [25])
    #expect(numbers(pc, "vfio-msix[2](0000:00:05.0)") == [])
  }

  @Test("has the handlers of a shared line one by one, and a name that several have more than once")
  func shared() {
    #expect(numbers(pc, "vfio-intx(0000:00:06.0)") == [20])
    #expect(numbers(pc, "ehci_hcd:usb1") == [20])
    #expect(numbers(pc, "uio_pci_generic") == [20, 21])
    #expect(numbers(pc, "uio_pci") == [])
  }

  private let board = """
               CPU0       CPU1       CPU2       CPU3
     11:      55021      40032      39211      38110     GICv3  27 Level     arch_timer
     47:          9          0          0          0     GICv3  89 Level     gpio@41200000
     48:          0          0          0          0  gpio-mpc8xxx   3 Edge      gpio keys, one more
    IPI0:         1          2          3          4       Rescheduling interrupts
    Err:          0
    """

  @Test("has the type in a column of its own on Arm, and names with a space in them")
  func arm() {
    #expect(numbers(board, "gpio@41200000") == [47])
    #expect(numbers(board, "gpio keys") == [48])
    #expect(numbers(board, "one more") == [48])
    #expect(numbers(board, "keys") == [])
  }

  @Test("may be empty")
  func empty() {
    #expect(numbers("", "timer") == [])
    #expect(numbers("           CPU0\n", "timer") == [])
  }
}
