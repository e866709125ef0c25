"""One boot of an emulated machine, and what became of it."""

import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .doorbell import Doorbell

# isa-debug-exit ends QEMU with 2 * N + 1. The guest writes this plus its status, so that success is neither 0, which a
# panic or a power-off gives, nor 1, which QEMU gives when it cannot start. guest/leave-machine.c has the other half.
EXIT_BASE = 16


@dataclass(frozen=True)
class Outcome:
    """`failure` is empty exactly when the guest ended by itself with status 0."""
    failure: str
    results: list[str]
    console: Path


def boot(machine, image, initramfs, task, log, timeout):
    console, results = log.with_suffix(".console.log"), log.with_suffix(".results.log")
    for file in (console, results):
        file.write_bytes(b"")
    # mitigations=off: there is no processor to attack, and a boot takes a quarter less time. no_timer_check: on a busy
    # host ten ticks do not come within the time that the processor counts off, and the kernel panics. Source: Linux,
    # arch/x86/kernel/apic/io_apic.c, timer_irq_works.
    kernel = f"console=ttyS0 quiet panic=-1 mitigations=off nokaslr no_timer_check LAB_TASK={task} {machine.kernel}"
    # A path below the work directory may be longer than a socket's may be.
    with tempfile.TemporaryDirectory() as sockets, Doorbell(Path(sockets) / "doorbell"):
        command = [
            "qemu-system-x86_64", "-accel", "tcg", "-cpu", "qemu64", "-M", "q35", "-smp", "2",
            "-m", str(machine.memory),
            "-nodefaults", "-display", "none", "-no-reboot",
            # Two lines: the kernel's messages would land in the middle of a result.
            "-serial", f"file:{console}", "-serial", f"file:{results}",
            *(word.format(sockets=sockets) for word in machine.others),
            "-device", "isa-debug-exit,iobase=0xf4,iosize=4",
            *(word for device in machine.devices for word in ("-device", device)),
            "-kernel", image, "-initrd", initramfs, "-append", kernel,
        ]
        try:
            done = subprocess.run(command, timeout=timeout, stdin=subprocess.DEVNULL, capture_output=True, text=True)
            failure = _failure(done.returncode, done.stderr, console)
        except subprocess.TimeoutExpired:
            failure = f"the machine was still running after {timeout} s"
    return Outcome(failure, _text(results).splitlines(), console)


def _failure(status, errors, console):
    if status == 0:
        panic = re.search(r"Kernel panic - not syncing: (.*)", _text(console))
        return f"kernel panic: {panic[1]}" if panic else "the machine went off without a verdict"
    if status % 2 == 0 or status < 2 * EXIT_BASE + 1:
        return f"QEMU ended with status {status}: {errors.strip()}"
    guest = (status - 1) // 2 - EXIT_BASE
    return f"the guest ended with status {guest}" if guest else ""


def _text(file):
    return file.read_text(errors="replace").replace("\r", "")
