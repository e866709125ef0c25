#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zircon/status.h>
#include <zirq/zirq.h>

#include "client.h"

/* zirq.h stands alone where it is installed; the record travels as it is. */
_Static_assert(sizeof(zirq_device_t) == sizeof(zirq_wire_device_t), "device");
_Static_assert(offsetof(zirq_device_t, driver) == offsetof(zirq_wire_device_t, driver), "device.driver");
_Static_assert(offsetof(zirq_device_t, node) == offsetof(zirq_wire_device_t, node), "device.node");
_Static_assert(offsetof(zirq_device_t, vectors) == offsetof(zirq_wire_device_t, vectors), "device.vectors");
_Static_assert(offsetof(zirq_device_t, regions) == offsetof(zirq_wire_device_t, regions), "device.regions");
_Static_assert(offsetof(zirq_device_t, flags) == offsetof(zirq_wire_device_t, flags), "device.flags");
_Static_assert(sizeof(zirq_device_info_t) == sizeof(zirq_wire_device_info_t), "device_info");

static void explain_list(zx_status_t status) {
  if (status == ZX_ERR_IO)
    zirq_explain("the list of devices that zirqd sent cannot be read; are zirqd and libzirq of one release?");
  else
    zirq_explain("cannot list the devices: %s", zx_status_get_string(status));
}

/* Reads count records. The file has to be as long as they are, so that a wrong count cannot make us allocate without
 * end; pread(), because the file's position is shared with the daemon, which wrote it. */
static zx_status_t read_devices(int descriptor, size_t count, zirq_device_t** out) {
  if (count == 0) {
    *out = NULL;
    return ZX_OK;
  }
  size_t size = count * sizeof(zirq_device_t);
  struct stat file;
  if (fstat(descriptor, &file) != 0 || file.st_size < 0 || (uint64_t)file.st_size != size) return ZX_ERR_IO;

  zirq_device_t* devices = malloc(size);
  if (devices == NULL) return ZX_ERR_NO_MEMORY;
  size_t done = 0;
  while (done < size) {
    ssize_t n = pread(descriptor, (char*)devices + done, size - done, (off_t)done);
    if (n > 0) {
      done += (size_t)n;
    } else if (n == 0 || errno != EINTR) {
      free(devices);
      return ZX_ERR_IO;
    }
  }
  for (size_t i = 0; i < count; i++) {
    devices[i].name[sizeof(devices[i].name) - 1] = '\0';
    devices[i].driver[sizeof(devices[i].driver) - 1] = '\0';
    devices[i].node[sizeof(devices[i].node) - 1] = '\0';
  }
  *out = devices;
  return ZX_OK;
}

struct device_list {
  zirq_device_t** out;
  size_t* count;
};

static zx_status_t take_list(int descriptor, const zirq_wire_reply_t* reply, void* context) {
  const struct device_list* list = context;
  zx_status_t status = reply->status;
  if (status == ZX_OK) status = read_devices(descriptor, reply->value, list->out);
  if (status == ZX_OK)
    *list->count = reply->value;
  else
    explain_list(status);
  return status;
}

zx_status_t zirq_device_list(zirq_device_t** out, size_t* count) {
  if (out == NULL || count == NULL) {
    zirq_explain("zirq_device_list(): out and count must not be null");
    return ZX_ERR_INVALID_ARGS;
  }
  zirq_wire_request_t request = {.op = ZIRQ_OP_DEVICE_LIST};
  struct device_list list = {.out = out, .count = count};
  return zirq_call_descriptor(&request, take_list, &list);
}

void zirq_device_list_free(zirq_device_t* devices) {
  free(devices);
}

static void explain_open(const char* name, zx_status_t status) {
  switch (status) {
    case ZX_ERR_NOT_FOUND:
      zirq_explain("%s: there is no such device; 'zirqctl list' shows those there are", name);
      break;
    case ZX_ERR_INVALID_ARGS:
      zirq_explain("%s: several devices have this name, or it is no UTF-8; take a name that 'zirqctl list' shows", name);
      break;
    case ZX_ERR_ACCESS_DENIED:
      zirq_explain("%s: permission denied; zirqd's configuration does not give this user the device", name);
      break;
    case ZX_ERR_NO_MEMORY:
      zirq_explain("%s: this process has as many handles as zirqd allows; close some", name);
      break;
    default:
      zirq_explain("%s: zirqd cannot open the device: %s", name, zx_status_get_string(status));
      break;
  }
}

zx_status_t zirq_device_open(const char* name, zx_handle_t* out_resource) {
  if (name == NULL || out_resource == NULL) {
    zirq_explain("zirq_device_open(): name and out_resource must not be null");
    return ZX_ERR_INVALID_ARGS;
  }
  zirq_wire_request_t request = {.op = ZIRQ_OP_DEVICE_OPEN};
  size_t length = strlen(name);
  if (length >= sizeof(request.payload.name)) {
    explain_open(name, ZX_ERR_NOT_FOUND);
    return ZX_ERR_NOT_FOUND;
  }
  memcpy(request.payload.name, name, length);

  zirq_wire_reply_t reply;
  zx_status_t status = zirq_call_with_reason(&request, &reply);
  if (status == ZX_OK)
    *out_resource = reply.handle;
  else if (!zirq_is_explained())
    explain_open(name, status);
  return status;
}

zx_status_t zirq_device_info(zx_handle_t resource, zirq_device_info_t* out) {
  if (out == NULL) {
    zirq_explain("zirq_device_info(): out must not be null");
    return ZX_ERR_INVALID_ARGS;
  }
  zirq_wire_request_t request = {.op = ZIRQ_OP_DEVICE_INFO, .handle = resource};
  zirq_wire_reply_t reply;
  zx_status_t status = zirq_call_with_reason(&request, &reply);
  if (status != ZX_OK) {
    if (!zirq_is_explained())
      zirq_explain("cannot learn of the device of resource %#x: %s", resource, zx_status_get_string(status));
    return status;
  }
  const zirq_wire_device_info_t* info = &reply.payload.device_info;
  *out = (zirq_device_info_t){
      .generation = info->generation,
      .kind = info->kind,
      .interrupts = info->interrupts,
      .vectors = info->vectors,
      .regions = info->regions,
      .flags = info->flags,
      .rearm = info->rearm,
      .timestamps = info->timestamps,
      .iommu_group = info->iommu_group,
  };
  return ZX_OK;
}

zx_status_t zirq_bus_master(zx_handle_t resource, bool enable) {
  zirq_wire_request_t request = {.op = ZIRQ_OP_BUS_MASTER, .handle = resource, .options = enable};
  zirq_wire_reply_t reply;
  zx_status_t status = zirq_call_with_reason(&request, &reply);
  if (status != ZX_OK && !zirq_is_explained())
    zirq_explain("cannot switch the bus mastering of resource %#x: %s", resource, zx_status_get_string(status));
  return status;
}

zx_status_t zirq_latency_limit(zx_handle_t resource, uint32_t microseconds) {
  zirq_wire_request_t request = {.op = ZIRQ_OP_LATENCY_LIMIT, .handle = resource, .options = microseconds};
  zirq_wire_reply_t reply;
  zx_status_t status = zirq_call_with_reason(&request, &reply);
  if (status != ZX_OK && !zirq_is_explained())
    zirq_explain("cannot limit the wake-up latency for resource %#x: %s", resource, zx_status_get_string(status));
  return status;
}
