/// What is known about one of the kernel's UIO drivers.
///
/// Sources: Linux, drivers/uio/*.c, read at 6.1, 6.12 and after; igb_uio: dpdk-kmods, linux/igb_uio/igb_uio.c.
struct UIODriver: Sendable, Hashable {
  /// As the parent device's `driver` link shows it, which is not always the module's name.
  var name: String
  /// How the handler in the kernel turns the interrupt off.
  var masking: Masking
  /// How it is armed again as far as is known. The driver's answer to the first write decides between `irqcontrol`, for
  /// which it takes the write, and the rest, for which it answers ENOSYS.
  var rearm: RearmPath

  enum Masking: Sendable, Hashable {
    /// By INTx Disable in the PCI command register. The status register still shows whether the device asserts.
    case intxDisable
    /// In the interrupt controller, by disable_irq.
    case controller
    /// By enable bits in the card's own registers.
    case card
    /// Not at all: none has to be armed again for the next to come.
    case never
  }

  /// Whether none can come from an interrupt to its re-arm.
  var masksItself: Bool { masking != .never }

  /// The same where the operator has chosen the re-arm, and with it said whether there is to be one.
  func masksItself(rearmedBy chosen: RearmPath?) -> Bool {
    switch chosen {
    case nil, .client?: masksItself
    case .some(.none): false
    case .irqcontrol?, .configSpace?, .unmask?: true
    }
  }

  private init(_ name: String, masks masking: Masking, rearm: RearmPath) {
    self.name = name
    self.masking = masking
    self.rearm = rearm
  }

  private static let known = [
    // Legacy interrupts only. Has no irqcontrol: it leaves INTx Disable to whoever reads the node.
    UIODriver("uio_pci_generic", masks: .intxDisable, rearm: .configSpace),
    // Any interrupt of a platform device, edge or level. One edge that comes while it is masked is replayed by the
    // kernel.
    UIODriver("uio_pdrv_genirq", masks: .controller, rearm: .irqcontrol),
    UIODriver("uio_dmem_genirq", masks: .controller, rearm: .irqcontrol),
    // With INTx; its messages it never masks, see `init(named:usesMSI:)`.
    UIODriver("igb_uio", masks: .intxDisable, rearm: .irqcontrol),
    // Hyper-V's VMBus. Some kernels' callback sets the ring's interrupt mask and some leave that to user space; to clear
    // it is right on either.
    UIODriver("uio_hv_generic", masks: .card, rearm: .irqcontrol),
    // Module uio_mf624. A write that is neither 0 nor 1 succeeds and does nothing.
    UIODriver("mf624", masks: .card, rearm: .irqcontrol),
    // Module uio_sercos3. Saves its interrupt enable register and restores it, whatever the client has written meanwhile.
    UIODriver("sercos3", masks: .card, rearm: .irqcontrol),
    // Modules uio_cif, uio_netx, uio_fsl_elbc_gpcm: clear the enable bit, which only their client sets again.
    UIODriver("hilscher", masks: .card, rearm: .client),
    UIODriver("netx", masks: .card, rearm: .client),
    UIODriver("fsl,elbc-gpcm-uio", masks: .card, rearm: .client),
    // Module uio_aec. Reads the mailbox, which drops the line but masks nothing; the client writes 0 to offset 0x2F.
    UIODriver("aectc", masks: .never, rearm: .client),
    // Registers only: arming it answers EIO.
    UIODriver("uio_dfl", masks: .never, rearm: .none),
    // One message, MSI-X or MSI.
    UIODriver("uio_pci_sva", masks: .never, rearm: .none),
  ]

  /// Of an unknown driver it is assumed that it masks, somehow: a re-arm too many is harmless, one too few is silence for
  /// ever. Config space is not guessed at.
  private static let unknown = UIODriver("", masks: .card, rearm: .client)

  /// - Parameter usesMSI: whether message interrupts are switched on, which only igb_uio leaves open.
  init(named name: String?, usesMSI: Bool) {
    self = Self.known.first { $0.name == name } ?? Self.unknown
    if usesMSI, name == "igb_uio" { masking = .never }
  }

  /// How a device of this driver will be re-armed, as far as that is known before it answers the first write.
  static func expectedRearm(named name: String?) -> RearmPath? { known.first { $0.name == name }?.rearm }
}
