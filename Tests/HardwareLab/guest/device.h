/* The device under test as the machine's operator sees it, through sysfs: QEMU's edu, 1234:11e8, in slot 04.0.
 *
 * Source: QEMU, docs/specs/edu.rst; Linux, Documentation/ABI/testing/sysfs-bus-pci. */
#ifndef LAB_DEVICE_H_
#define LAB_DEVICE_H_

#include <stdbool.h>
#include <stdint.h>

#define DEVICE_SLOT "0000:00:04.0"

/* Registers, in bytes from the start of region 0; each is 32 bits wide. */
#define EDU_IDENTIFICATION 0x00
#define EDU_LIVENESS 0x04  /* reads as the inverse of what was written */
#define EDU_FACTORIAL 0x08 /* write n, read n! */
#define EDU_STATUS 0x20
#define EDU_STATUS_INTERRUPT_WHEN_DONE 0x80
#define EDU_INTERRUPT_STATUS 0x24
#define EDU_RAISE 0x60
#define EDU_SILENCE 0x64

#define EDU_REGION_SIZE 0x100000

#define EDU_REGISTER(registers, offset) (*(volatile uint32_t *)((volatile char *)(registers) + (offset)))

#define PCI_COMMAND_INTX_DISABLE 0x0400

struct uio_driver {
  const char *name;
  const char *rearm_path; /* as zirqctl calls it */
  /* The kernel takes the interrupt from bind on, and not only while the node is open. */
  bool takes_interrupts_from_bind;
};

/* The driver of that name; fails the program when there is none. */
const struct uio_driver *uio_driver_named(const char *name);

/* Gives the device to a driver, first taking it from the one it has. Returns when its UIO node exists. */
void device_bind(const char *driver);
void device_unbind(void);
bool device_is_bound(void);

/* The registers, mapped from sysfs: no UIO node is opened. */
volatile void *device_registers(void);
/* Their physical address. */
uint64_t device_registers_address(void);
/* Gives the device to the driver anew and raises an interrupt while nobody has the node open. */
void device_interrupt_nobody(const struct uio_driver *driver);
uint16_t device_command(void);
void device_set_command(uint16_t command);
/* The kernel's count of interrupts, read from sysfs. */
uint32_t device_event_count(void);
/* The path of its UIO node; the text is valid until the next call. */
const char *device_node(void);

#endif
