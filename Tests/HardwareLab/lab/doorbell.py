"""The host's end of the guest's ivshmem-doorbell device, which raises the guest's interrupts from outside of it.

It is a peer of the device: each ring that the guest sends to vector N is counted in word N of the shared memory and
answered by vector N of the guest. What the guest has not asked for does not come, so that none merges with the next.

Source of the protocol: QEMU, docs/specs/ivshmem-spec.txt.
"""

import mmap
import os
import select
import socket
import struct
import threading

VECTORS = 8
MEMORY = 0x10000
PROTOCOL, GUEST, HOST = 0, 0, 1
HERE_IS_THE_MEMORY = -1


class Doorbell:
    """Serves the one machine that connects to its socket, from a thread of its own, until the machine goes."""

    def __init__(self, path):
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))

    def __enter__(self):
        self._listener.listen(1)
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    def _serve(self):
        try:
            machine, _ = self._listener.accept()
        except OSError:
            return
        memory = os.memfd_create("doorbell")
        rung = [os.eventfd(0) for _ in range(VECTORS)]
        raised = [os.eventfd(0) for _ in range(VECTORS)]
        try:
            os.ftruncate(memory, MEMORY)
            with machine, mmap.mmap(memory, MEMORY) as words:
                _introduce(machine, memory, rung, raised)
                _answer(machine, words, rung, raised)
        finally:
            for file in [memory, *rung, *raised]:
                os.close(file)


def _introduce(machine, memory, rung, raised):
    def send(number, *files):
        socket.send_fds(machine, [struct.pack("<q", number)], files)

    send(PROTOCOL)
    send(GUEST)
    send(HERE_IS_THE_MEMORY, memory)
    for peer, bells in [(HOST, rung), (GUEST, raised)]:
        for bell in bells:
            send(peer, bell)


def _answer(machine, words, rung, raised):
    while True:
        ready, _, _ = select.select([machine, *rung], [], [])
        if machine in ready:
            return
        for vector in (rung.index(bell) for bell in ready):
            os.eventfd_read(rung[vector])
            struct.pack_into("<I", words, 4 * vector, struct.unpack_from("<I", words, 4 * vector)[0] + 1)
            os.eventfd_write(raised[vector], 1)
