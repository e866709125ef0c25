/* QEMU's monitor, which lab/machines.py connects to the guest's third serial line: the guest is its own operator. */
#ifndef LAB_MONITOR_H_
#define LAB_MONITOR_H_

/* A slot that takes and gives devices while the machine runs; lab/machines.py calls its bus "outlet". */
#define PLUGGED_SLOT "0000:02:00.0"
#define PLUGGED_NAME "pci:" PLUGGED_SLOT

/* Tells the host to take the device that is in the slot; it goes when its driver lets it. */
void host_unplug(void);
/* Has the host put an edu into the slot, which is empty or about to be; returns when the kernel has found it. */
void host_plug(void);

#endif
