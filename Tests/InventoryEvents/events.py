"""What the inventory says of devices that come and go."""

import os
import select
import subprocess
import sys

import gi

gi.require_version("UMockdev", "1.0")
from gi.repository import UMockdev  # noqa: E402

PATIENCE = 60  # seconds, for what must come

PCI = """P: /devices/pci0000:00/0000:00:04.0
E: SUBSYSTEM=pci
E: PCI_SLOT_NAME=0000:00:04.0
A: vendor=0x1234
A: device=0x11e8
A: irq=20
A: resource=0x00000000fe900000 0x00000000fe9fffff 0x0000000000040200
A: resource0=
L: driver=../../../bus/pci/drivers/uio_pci_generic
"""

UIO = """P: /devices/pci0000:00/0000:00:04.0/uio/uio{number}
N: uio{number}
E: SUBSYSTEM=uio
E: DEVNAME=/dev/uio{number}
A: name=uio_pci_generic
A: version=0.01.0
A: event={events}
L: device=../../../0000:00:04.0
"""


class Inventory:
    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.unread = b""
        self.expect("ready")

    def line(self):
        while b"\n" not in self.unread:
            if not select.select([self.process.stdout], [], [], PATIENCE)[0]:
                raise AssertionError("it says nothing")
            some = os.read(self.process.stdout.fileno(), 4096)
            if not some:
                raise AssertionError("it has ended")
            self.unread += some
        line, self.unread = self.unread.split(b"\n", 1)
        return line.decode()

    def expect(self, wanted):
        line = self.line()
        assert line == wanted, f"{line!r}, not {wanted!r}"

    def ask(self, question, answer):
        self.process.stdin.write(question.encode() + b"\n")
        self.process.stdin.flush()
        self.expect(answer)

    def close(self):
        self.process.stdin.close()
        status = self.process.wait(PATIENCE)
        assert status == 0, f"it ended with {status}"


class Machine:
    """A testbed with one PCI device; its UIO device comes and goes."""

    def __init__(self):
        self.testbed = UMockdev.Testbed.new()
        self.testbed.add_from_string(PCI)

    def bind(self, number=0, events=0):
        """Sends the event as well."""
        self.testbed.add_from_string(UIO.format(number=number, events=events))

    def path(self, number=0):
        return f"/sys/devices/pci0000:00/0000:00:04.0/uio/uio{number}"

    def unbind(self, number=0):
        self.testbed.uevent(self.path(number), "remove")
        self.testbed.remove_device(self.path(number))


def known_at_start(program):
    machine = Machine()
    machine.bind(events=17)
    inventory = Inventory(program)
    inventory.ask("list", "devices pci:0000:00:04.0=1")
    inventory.ask("show /dev/uio0", "device pci:0000:00:04.0 uio_pci_generic 1234:11e8 20 17")
    inventory.close()


def comes_and_goes(program):
    machine = Machine()
    inventory = Inventory(program)
    inventory.ask("list", "devices")
    machine.bind()
    inventory.expect("added pci:0000:00:04.0 1")
    machine.testbed.remove_device(machine.path())
    machine.testbed.uevent("/sys/devices/pci0000:00/0000:00:04.0", "unbind")
    inventory.expect("removed pci:0000:00:04.0 1")
    inventory.ask("list", "devices")
    inventory.close()


def added_twice(program):
    machine = Machine()
    inventory = Inventory(program)
    machine.bind()
    machine.testbed.uevent(machine.path(), "add")
    machine.testbed.uevent(machine.path(), "add")
    inventory.expect("added pci:0000:00:04.0 1")
    inventory.ask("list", "devices pci:0000:00:04.0=1")
    machine.testbed.remove_device(machine.path())
    machine.testbed.uevent("/sys/devices/pci0000:00/0000:00:04.0", "unbind")
    inventory.expect("removed pci:0000:00:04.0 1")
    inventory.close()


def minor_used_again(program):
    machine = Machine()
    machine.bind()
    inventory = Inventory(program)
    inventory.ask("open /dev/uio0", "opened 1")
    inventory.ask("region", "region 1048576")
    machine.testbed.remove_device(machine.path())
    machine.testbed.add_from_string(UIO.format(number=0, events=0).replace("N: uio0\n", "A: dev=245:0\n"))
    # Told together or one after the other, as the events fall; never as one device.
    inventory.expect("removed pci:0000:00:04.0 1")
    inventory.expect("added pci:0000:00:04.0 2")
    inventory.ask("region", "error pci:0000:00:04.0: the device has gone; open it again if it has come back")
    inventory.ask("open /dev/uio0", "opened 2")
    inventory.ask("region", "region 1048576")
    inventory.close()


def others_events(program):
    machine = Machine()
    inventory = Inventory(program)
    machine.testbed.add_device("block", "vda", None, [], [])
    machine.bind(number=3)
    inventory.expect("added pci:0000:00:04.0 1")
    inventory.ask("show /dev/uio3", "device pci:0000:00:04.0 uio_pci_generic 1234:11e8 20 0")
    inventory.close()


TESTS = {
    "a device that was there is known, with what its parents say of it": known_at_start,
    "a device that comes is told, and so is its end": comes_and_goes,
    "an add that comes twice is told once": added_twice,
    "a minor that is used again is another device, and a grant of the first is dead": minor_used_again,
    "events of other subsystems change nothing": others_events,
}


def main():
    failed = False
    for name, test in TESTS.items():
        try:
            test(sys.argv[1])
            print(f"ok {name}", flush=True)
        except Exception as error:  # whatever it is, the test has failed
            failed = True
            print(f"not ok {name}\n# {type(error).__name__}: {error}", flush=True)
    return failed


sys.exit(main())
