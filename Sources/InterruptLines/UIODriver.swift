/// What is known about the kernel's UIO drivers, by the name that the parent device's `driver` link shows.
///
/// Source: Linux, drivers/uio/*.c; igb_uio: dpdk-kmods. A driver that is not listed is judged by its answer to the first
/// write alone: if it takes it, acknowledgements write again; if not, its client re-arms.
struct UIODriver {
  /// Whether the handler in the kernel turns the interrupt off, so that none can come before the re-arm.
  var masksItself: Bool
  /// What re-arms when the node answers a write with ENOSYS.
  var withoutIRQControl: RearmPath

  init(named name: String?, usesMSI: Bool) {
    switch name {
    case "uio_pci_generic":
      // The only driver whose re-arm is known to be INTx Disable. For any other, config space is not to be guessed at.
      self.init(masksItself: true, withoutIRQControl: .configSpace)
    case "igb_uio":
      // Masks a legacy interrupt like uio_pci_generic, and never a message.
      self.init(masksItself: !usesMSI, withoutIRQControl: .client)
    case "uio_hv_generic":
      self.init(masksItself: false, withoutIRQControl: .client)
    case "aectc":
      // uio_aec's handler reads the mailbox, which drops the line.
      self.init(masksItself: false, withoutIRQControl: .client)
    case "uio_pci_sva":
      self.init(masksItself: false, withoutIRQControl: .none)
    default:
      // uio_pdrv_genirq and uio_dmem_genirq disable the interrupt; mf624, sercos3, hilscher, netx and
      // fsl,elbc-gpcm-uio clear the card's enable bit. Of an unknown driver it is assumed: a re-arm too many is harmless,
      // one too few is silence for ever.
      self.init(masksItself: true, withoutIRQControl: .client)
    }
  }

  /// How a device of this driver will be re-armed, as far as that is known before it answers the first write.
  static func expectedRearm(named name: String?) -> RearmPath? {
    switch name {
    case "uio_pci_generic": .configSpace
    case "igb_uio", "uio_pdrv_genirq", "uio_dmem_genirq": .irqcontrol
    default: nil
    }
  }

  private init(masksItself: Bool, withoutIRQControl: RearmPath) {
    self.masksItself = masksItself
    self.withoutIRQControl = withoutIRQControl
  }
}
