/// `io.zirq.Control` in Varlink's interface definition language: what the control socket offers, and the only place that
/// says so. Served by `org.varlink.service.GetInterfaceDescription`.
public let controlInterfaceDescription = """
  # The control socket of zirqd: which devices it serves, who uses them, and the few things an administrator may change.
  # Times are nanoseconds, sizes are bytes. A field that is missing is not known or does not apply.
  interface io.zirq.Control

  # A range of registers that a client can map. address is physical, or the first I/O port.
  # offset says where the registers start inside the first page.
  type Region (
    index: int,
    name: string,
    kind: (memory, port),
    address: int,
    size: int,
    offset: int
  )

  # The client that has opened a line. user: its name, or its number where the system knows no name.
  type Owner (
    client: int,
    pid: int,
    user: string,
    command: string
  )

  # One interrupt vector of a device. The counts start when the line is opened.
  # total: interrupts that the source has counted. delivered: times it woke the daemon. missed: total - delivered.
  # delta: interrupts that the last wake-up stood for.
  # rearms: times the line was unmasked. rearm: how that is done.
  # held: it came too often with nobody silencing it, and stays masked until Release or the next ack that finds it idle.
  # timestamps: where they are taken, wakeup or irq-entry; missing while the line is closed.
  type Line (
    vector: int,
    open: bool,
    rearm: ?string,
    total: int,
    delivered: int,
    missed: int,
    rearms: int,
    owner: ?Owner,
    delta: int,
    held: bool,
    timestamps: ?string
  )

  # What a device can interrupt with: a PCI device's wire, its messages, or the wires of a device that is not on PCI.
  type InterruptKind (intx, msi, msix, platform)

  # How many interrupts of a kind a device has.
  type InterruptCount (
    kind: InterruptKind,
    count: int
  )

  # name is stable; aliases open the device too, unless several devices share one. events is the kernel's own count
  # since the driver was bound, 32 bits wide. allowed says whether the caller of the method may open the device.
  # generation counts the lives of devices with this name, from 1. removing: the system wants the device back; it cannot
  # be opened. interrupts: the kind that a VFIO device uses or would use; interrupt_counts: how many it has of each.
  # timestamps: what is configured, wakeup or irq-entry. driver_override: the only driver that the kernel will bind;
  # not told where VFIO serves the device, for reading it may wait for a removal.
  # driverctl: the driver that /etc/driverctl.d gives the device at each boot.
  type Device (
    name: string,
    aliases: []string,
    kind: (uio, vfio, simulated),
    node: ?string,
    sysfs: ?string,
    driver: ?string,
    uio_name: ?string,
    version: ?string,
    slot: ?string,
    pci_id: ?string,
    irq: ?int,
    trigger: (level, edge, unknown, none),
    rearm: ?string,
    vectors: int,
    regions: []Region,
    events: ?int,
    allowed: bool,
    lines: []Line,
    generation: int,
    removing: bool,
    interrupts: ?InterruptKind,
    interrupt_counts: []InterruptCount,
    iommu_group: ?int,
    timestamps: string,
    driver_override: ?string,
    driverctl: ?string
  )

  # Something that was looked at for the sake of a device's interrupts. problem: it is in the way. note: it may be.
  # subject is a word or two; advice, what to do about it.
  type Finding (
    severity: (ok, note, problem),
    subject: string,
    sentence: string,
    advice: ?string
  )

  # passed: the kernel fired the vector by itself, and the daemon was woken in time; time_ns: after how long. tried is
  # false where the machine has no vector to give, or the test ended before, for others gave no answer.
  type VectorTest (
    vector: int,
    tried: bool,
    passed: bool,
    time_ns: ?int
  )

  # An interrupt object of a client. device and vector belong to a physical one. bound: it sends its packets to a port.
  # state is Zircon's: idle, triggered, needs-ack, waiting or destroyed, and what is to be said besides.
  type Interrupt (
    koid: int,
    kind: (physical, virtual),
    device: ?string,
    vector: ?int,
    bound: bool,
    state: string
  )

  # A process that is connected to the data socket. channels counts its threads that have called the daemon.
  type Client (
    id: int,
    pid: int,
    uid: int,
    gid: int,
    command: string,
    channels: int,
    handles: int,
    ports: int,
    interrupts: []Interrupt
  )

  # A table that can fill up: how much of it is in use, and what it holds at most. used is missing for a limit that
  # holds for each client by itself.
  type Limit (
    name: string,
    used: ?int,
    maximum: int
  )

  type LogLevel (trace, debug, info, notice, warning, error, critical)

  # Something that has happened. ready: the subscription is in place; what ListDevices and ListClients answer from now
  # on misses nothing. added, removed: a device has come, or has gone. storm: a line came too often and is held masked.
  # lost: count events were dropped because the reader was slow.
  type Event (
    kind: (ready, added, removed, claimed, released, storm, connected, disconnected, lost),
    time_ns: int,
    device: ?string,
    vector: ?int,
    client: ?int,
    pid: ?int,
    command: ?string,
    count: ?int
  )

  # One value of a metric, told apart by its labels. buckets, of a histogram: how many there were in each, by itself.
  # sum, of a histogram: of all of them.
  type Sample (
    labels: [string]string,
    value: ?float,
    buckets: ?[]int,
    sum: ?float
  )

  # unit is the last word of the name. labels: which each sample has. bounds, of a histogram: the greatest value of each
  # bucket but the last, which has none.
  type Metric (
    name: string,
    kind: (counter, gauge, histogram, info),
    unit: ?string,
    help: string,
    labels: []string,
    bounds: ?[]float,
    samples: []Sample
  )

  # started_ns counts from 1970. warnings: what works less well than it could, and why, in sentences.
  method GetStatus() -> (
    version: string,
    pid: int,
    started_ns: int,
    uptime_ns: int,
    log_level: LogLevel,
    devices: int,
    clients: int,
    limits: []Limit,
    warnings: []string
  )

  # The counters start with the daemon and never decrease, whatever is closed and opened again. They are kept for 256
  # vectors; those that are opened later share one sample, whose device is "other".
  method GetMetrics() -> (metrics: []Metric)

  method ListDevices() -> (devices: []Device)

  # name may be an alias, such as /dev/uio0.
  method GetDevice(name: string) -> (device: Device)

  method ListClients() -> (clients: []Client)

  # Fires a simulated device (sim:NAME), a vector of a VFIO device that a client has opened, by the kernel's loopback, or
  # a virtual interrupt of some client by its koid (virtual:KOID), count times. vector is 0 and count 1 unless given.
  # Administrators may fire any, and those of one device any of that; others, where the configuration lets them trigger
  # the device, a simulated one, and a vector of a VFIO device that a process of their own has open; and the virtual
  # interrupts of their own processes.
  method Trigger(device: string, vector: ?int, count: ?int) -> ()

  # Unmasks a line that is held because it came too often. vector is 0 unless given. For administrators, and those of the
  # device.
  method Release(device: string, vector: ?int) -> ()

  # Has the kernel fire each vector of a VFIO device that nobody has opened. A device that is not in use is opened for it,
  # which resets it. For administrators, and those of the device.
  method SelfTest(device: string) -> (tests: []VectorTest)

  # Looks for what can keep a device from being opened, or its interrupts from coming. Nothing of the device is opened.
  # A rule that keeps it from whoever asks is a problem, and to an administrator a note.
  # device may also be the address of a PCI device that zirqd does not serve, such as 0000:03:00.0; the reply's device
  # is the stable name of one that it serves.
  method Diagnose(device: string) -> (device: string, findings: []Finding)

  # Holds until the daemon ends or reads its configuration again. For administrators.
  method SetLogLevel(level: LogLevel) -> ()

  # What the daemon goes by. value is as in a file, and empty where nothing is set. source: file:line, several where they
  # add up; --flag; or built-in.
  type Setting (
    key: string,
    value: string,
    source: string
  )

  # name is what stands between the brackets; source is where it stands first.
  type ConfigurationSection (
    name: string,
    source: string,
    settings: []Setting
  )

  method GetConfiguration() -> (sections: []ConfigurationSection)

  # Reads the configuration again. applied: the settings that have another value from now on, such as "[Daemon] LogLevel";
  # restart: those that have another value and take effect when the daemon is started again. Clients and what they have
  # open are not disturbed. For administrators.
  method Reload() -> (applied: []string, restart: []string)

  # Called with "more", it answers with ready and then with one event after the other; else with ready alone.
  method Monitor() -> (event: Event)

  # candidates: the devices that an ambiguous alias could mean, or whose names come close.
  error NoSuchDevice (name: string, candidates: []string)

  error NotPermitted (reason: string)

  # A parameter has the right type and a wrong value.
  error InvalidArgument (argument: string, reason: string)

  # Too many control clients; sent at once, then the connection ends.
  error Busy (limit: int)

  # Nothing of the configuration has been applied; each problem is a sentence with its file and line.
  error BadConfiguration (problems: []string)

  # The request was in order and could not be carried out.
  error Failed (reason: string)

  """

/// `org.varlink.service`, which every Varlink service has. Source: varlink.org, "Service".
public let serviceInterfaceDescription = """
  # What every Varlink service says about itself.
  interface org.varlink.service

  # Who made this service, and which interfaces it has.
  method GetInfo() -> (
    vendor: string,
    product: string,
    version: string,
    url: string,
    interfaces: []string
  )

  # The text of an interface in the interface definition language.
  method GetInterfaceDescription(interface: string) -> (description: string)

  # The service has no such interface.
  error InterfaceNotFound (interface: string)

  # The interface has no such method.
  error MethodNotFound (method: string)

  # The interface has the method, this service does not carry it out.
  error MethodNotImplemented (method: string)

  # A parameter is missing, unknown, or of the wrong type.
  error InvalidParameter (parameter: string)

  """
