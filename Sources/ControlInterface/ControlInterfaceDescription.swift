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

  # The client that has opened a line.
  type Owner (
    client: int,
    pid: int,
    command: string
  )

  # One interrupt vector of a device. The counts start when the line is opened.
  # total: interrupts that the source has counted. delivered: times it woke the daemon. missed: total - delivered.
  # rearms: times the line was unmasked. rearm: how that is done.
  type Line (
    vector: int,
    open: bool,
    rearm: ?string,
    total: int,
    delivered: int,
    missed: int,
    rearms: int,
    owner: ?Owner
  )

  # name is stable; aliases open the device too, unless several devices share one. events is the kernel's own count
  # since the driver was bound, 32 bits wide. allowed says whether the caller of the method may open the device.
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
    lines: []Line
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
  # on misses nothing. lost: count events were dropped because the reader was slow.
  type Event (
    kind: (ready, claimed, released, connected, disconnected, lost),
    time_ns: int,
    device: ?string,
    vector: ?int,
    client: ?int,
    pid: ?int,
    command: ?string,
    count: ?int
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

  method ListDevices() -> (devices: []Device)

  # name may be an alias, such as /dev/uio0.
  method GetDevice(name: string) -> (device: Device)

  method ListClients() -> (clients: []Client)

  # Fires a simulated device (sim:NAME), or a virtual interrupt of some client by its koid (virtual:KOID), count times.
  # vector is 0 and count 1 unless given. For administrators.
  method Trigger(device: string, vector: ?int, count: ?int) -> ()

  # Holds until the daemon ends. For administrators.
  method SetLogLevel(level: LogLevel) -> ()

  # Called with "more", it answers with ready and then with one event after the other; else with ready alone.
  method Monitor() -> (event: Event)

  # candidates: the devices that an ambiguous alias could mean, or whose names come close.
  error NoSuchDevice (name: string, candidates: []string)

  error NotPermitted (reason: string)

  # A parameter has the right type and a wrong value.
  error InvalidArgument (argument: string, reason: string)

  # Too many control clients; sent at once, then the connection ends.
  error Busy (limit: int)

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
