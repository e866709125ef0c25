/* Two edus behind one PCIe-to-PCI bridge, which makes them one IOMMU group: only both together can be handed out. */
#ifndef LAB_BRIDGE_H_
#define LAB_BRIDGE_H_

#define BRIDGE_EDU_SLOT "0000:01:01.0"
#define BRIDGE_EDU_NAME "pci:" BRIDGE_EDU_SLOT
#define BRIDGE_SIBLING_SLOT "0000:01:02.0"
#define BRIDGE_SIBLING_NAME "pci:" BRIDGE_SIBLING_SLOT

#endif
