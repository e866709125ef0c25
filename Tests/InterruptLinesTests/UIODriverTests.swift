import Testing

@testable import InterruptLines

@Suite("A UIO driver, by the name that its device's driver link shows")
struct UIODriverTests {
  /// With its device's messages switched off and on.
  private static let table: [(name: String, masking: [UIODriver.Masking], rearm: RearmPath)] = [
    ("uio_pci_generic", [.intxDisable, .intxDisable], .configSpace),
    ("uio_pdrv_genirq", [.controller, .controller], .irqcontrol),
    ("uio_dmem_genirq", [.controller, .controller], .irqcontrol),
    ("igb_uio", [.intxDisable, .never], .irqcontrol),
    ("uio_hv_generic", [.card, .card], .irqcontrol),
    ("mf624", [.card, .card], .irqcontrol),
    ("sercos3", [.card, .card], .irqcontrol),
    ("hilscher", [.card, .card], .client),
    ("netx", [.card, .card], .client),
    ("fsl,elbc-gpcm-uio", [.card, .card], .client),
    ("aectc", [.never, .never], .client),
    ("uio_dfl", [.never, .never], .none),
    ("uio_pci_sva", [.never, .never], .none),
  ]

  @Test("is known to mask, and to be armed again, as its source has it", arguments: table)
  func known(_ name: String, _ masking: [UIODriver.Masking], _ rearm: RearmPath) {
    for (usesMSI, masking) in zip([false, true], masking) {
      let driver = UIODriver(named: name, usesMSI: usesMSI)
      #expect(driver.masking == masking)
      #expect(driver.masksItself == (masking != .never))
      #expect(driver.rearm == rearm)
    }
    #expect(RearmPath.expected(ofDriver: name) == rearm)
  }

  @Test("that is not known is taken to mask, and for its client to re-arm unless it takes the first write")
  func unknown() {
    for name in ["a driver of someone's own", nil] {
      let driver = UIODriver(named: name, usesMSI: false)
      #expect(driver.masksItself)
      #expect(driver.rearm == .client)
      #expect(RearmPath.expected(ofDriver: name) == nil)
    }
  }

  @Test("masks as the operator says who chooses the re-arm")
  func chosen() {
    let message = UIODriver(named: "igb_uio", usesMSI: true)
    #expect(message.masksItself(rearmedBy: .irqcontrol))
    #expect(!message.masksItself(rearmedBy: nil))
    #expect(!message.masksItself(rearmedBy: .client))
    let wire = UIODriver(named: "uio_pci_generic", usesMSI: false)
    #expect(!wire.masksItself(rearmedBy: RearmPath.none))
    #expect(wire.masksItself(rearmedBy: .client))
  }
}
