/* One device, one interrupt: INTx, which the kernel masks, and MSI, which nobody does. */
#include "check.h"
#include "edu.h"
#include "vfio-direct-checks.h"
#include "vfio.h"

#include <inttypes.h>

static volatile void *open_edu(struct vfio *vfio) {
  vfio_open(vfio, EDU_SLOT);
  volatile void *registers = vfio_map(vfio, VFIO_PCI_BAR0_REGION_INDEX, EDU_REGION_SIZE);
  REQUIRE(REGISTER(registers, EDU_IDENTIFICATION) == EDU_IDENTIFICATION_VALUE, "region 0 is not edu's registers");
  return registers;
}

static int signal_of(const struct vfio *vfio, unsigned type) {
  int signal;
  REQUIRE(vfio_interrupt_count(vfio, type) == 1, "edu has %u interrupts of type %u", vfio_interrupt_count(vfio, type),
          type);
  int answer = vfio_signal(vfio, type, 1, 1, &signal);
  REQUIRE(answer == 0, "VFIO_DEVICE_SET_IRQS gave %d", answer);
  return signal;
}

void edu_by_intx(void) {
  struct vfio vfio;
  volatile void *registers = open_edu(&vfio);
  int signal = signal_of(&vfio, VFIO_PCI_INTX_IRQ_INDEX);
  for (unsigned i = 1; i <= INTERRUPTS; i++) {
    edu_raise(registers);
    uint64_t signals = vfio_signals(signal, PATIENCE_MS);
    REQUIRE(signals == 1, "raise %u gave %" PRIu64 " signals", i, signals);
    edu_silence(registers);
    vfio_unmask_intx(&vfio);
  }
  REQUIRE(vfio_signals(signal, ABSENCE_MS) == 0, "an interrupt came that nobody raised");
}

void edu_masked_until_unmask(void) {
  struct vfio vfio;
  volatile void *registers = open_edu(&vfio);
  int signal = signal_of(&vfio, VFIO_PCI_INTX_IRQ_INDEX);
  edu_raise(registers);
  REQUIRE(vfio_signals(signal, PATIENCE_MS) == 1, "no signal");
  REQUIRE(pci_command(EDU_SLOT) & PCI_COMMAND_INTX_DISABLE, "the kernel has not masked the line");
  edu_silence(registers);
  edu_raise(registers);
  REQUIRE(vfio_signals(signal, ABSENCE_MS) == 0, "an interrupt came from a masked line");
  vfio_unmask_intx(&vfio);
  REQUIRE(vfio_signals(signal, PATIENCE_MS) == 1, "the unmask did not let the waiting interrupt through");
  edu_silence(registers);
}

void edu_by_message(void) {
  struct vfio vfio;
  volatile void *registers = open_edu(&vfio);
  int signal = signal_of(&vfio, VFIO_PCI_MSI_IRQ_INDEX);
  vfio_set_bus_master(&vfio, true);
  for (unsigned i = 1; i <= INTERRUPTS; i++) {
    edu_raise(registers);
    uint64_t signals = vfio_signals(signal, PATIENCE_MS);
    REQUIRE(signals == 1, "raise %u gave %" PRIu64 " signals", i, signals);
    edu_silence(registers);
  }
  REQUIRE(vfio_signals(signal, ABSENCE_MS) == 0, "an interrupt came that nobody raised");
}

void edu_without_bus_master(void) {
  struct vfio vfio;
  volatile void *registers = open_edu(&vfio);
  int signal = signal_of(&vfio, VFIO_PCI_MSI_IRQ_INDEX);
  for (unsigned i = 0; i < 3; i++) {
    edu_raise(registers);
    REQUIRE(vfio_signals(signal, ABSENCE_MS) == 0, "a message came from a device that is not bus master");
  }
  vfio_set_bus_master(&vfio, true);
  edu_raise(registers);
  REQUIRE(vfio_signals(signal, PATIENCE_MS) == 1, "no message came from a bus master");
  edu_silence(registers);
}
