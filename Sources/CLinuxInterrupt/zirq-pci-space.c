#include "zirq-pci-space.h"

#include <linux/pci_regs.h>

/* Configuration space is little-endian. */
static uint32_t number(const uint8_t *bytes, size_t count) {
  uint32_t value = 0;
  while (count-- > 0) {
    value = value << 8 | bytes[count];
  }
  return value;
}

enum { MSI_FLAGS_END = 4, MSIX_CAPABILITY = 12, MSIX_ENTRY = 16 };

/* length: the bytes of it that are to lie in the buffer, at least those of its header. NULL when it is not there. */
static const uint8_t *capability(const uint8_t *config, size_t size, uint8_t id, size_t length) {
  if (size > 256) {
    size = 256;
  }
  if (size < PCI_STD_HEADER_SIZEOF || !(number(config + PCI_STATUS, 2) & PCI_STATUS_CAP_LIST)) {
    return NULL;
  }
  /* The two low bits of a pointer are reserved. There is room for 48 capabilities between the header and the end. */
  size_t offset = config[PCI_CAPABILITY_LIST] & ~3u;
  for (int left = 48; left > 0; left--) {
    if (offset < PCI_STD_HEADER_SIZEOF || offset > size - PCI_CAP_SIZEOF) {
      return NULL;
    }
    if (config[offset + PCI_CAP_LIST_ID] == id) {
      return size - offset < length ? NULL : config + offset;
    }
    offset = config[offset + PCI_CAP_LIST_NEXT] & ~3u;
  }
  return NULL;
}

uint32_t zirq_pci_msi_count(const uint8_t *config, size_t size) {
  const uint8_t *msi = capability(config, size, PCI_CAP_ID_MSI, MSI_FLAGS_END);
  if (msi == NULL) {
    return 0;
  }
  /* The power of two; those above 32 are reserved. */
  uint32_t exponent = (number(msi + PCI_MSI_FLAGS, 2) & PCI_MSI_FLAGS_QMASK) >> 1;
  return 1u << (exponent > 5 ? 5 : exponent);
}

static uint32_t table_entries(const uint8_t *msix) {
  return (number(msix + PCI_MSIX_FLAGS, 2) & PCI_MSIX_FLAGS_QSIZE) + 1;
}

uint32_t zirq_pci_msix_count(const uint8_t *config, size_t size) {
  const uint8_t *msix = capability(config, size, PCI_CAP_ID_MSIX, MSIX_CAPABILITY);
  return msix == NULL ? 0 : table_entries(msix);
}

bool zirq_pci_msix_table(const uint8_t *config, size_t size, struct zirq_pci_msix_table *table) {
  const uint8_t *msix = capability(config, size, PCI_CAP_ID_MSIX, MSIX_CAPABILITY);
  if (msix == NULL) {
    return false;
  }
  uint32_t place = number(msix + PCI_MSIX_TABLE, 4);
  *table = (struct zirq_pci_msix_table){
      .bar = place & PCI_MSIX_TABLE_BIR,
      .offset = place & PCI_MSIX_TABLE_OFFSET,
      .size = (uint64_t)table_entries(msix) * MSIX_ENTRY,
  };
  return table->bar <= 5;
}

bool zirq_pci_bar_is_port(const uint8_t *config, size_t size, uint32_t bar) {
  size_t offset = PCI_BASE_ADDRESS_0 + (size_t)bar * 4;
  return bar < 6 && offset < size && (config[offset] & PCI_BASE_ADDRESS_SPACE_IO);
}
