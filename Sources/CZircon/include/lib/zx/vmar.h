/* The address space, into which a VMO is mapped. Source: Zircon, lib/zx/vmar.h. */
#ifndef LIB_ZX_VMAR_H_
#define LIB_ZX_VMAR_H_

#include <lib/zx/handle.h>
#include <lib/zx/object.h>
#include <lib/zx/vmo.h>
#include <zircon/process.h>

namespace zx {

class vmar final : public object<vmar> {
 public:
  static constexpr zx_obj_type_t TYPE = ZX_OBJ_TYPE_VMAR;

  constexpr vmar() = default;
  explicit vmar(zx_handle_t value) noexcept : object(value) {}
  /* The type is not checked here: each call does. */
  explicit vmar(handle&& other) noexcept : object(other.release()) {}
  vmar(vmar&& other) = default;
  vmar& operator=(vmar&& other) = default;

  /* zx_vmar_root_self(): the process's own, which nobody closes. */
  static unowned<vmar> root_self() { return unowned<vmar>(zx_vmar_root_self()); }

  /* zx_vmar_map(). */
  zx_status_t map(zx_vm_option_t options, size_t vmar_offset, const vmo& vmo, uint64_t vmo_offset, size_t length,
                  zx_vaddr_t* address) const {
    return zx_vmar_map(get(), options, vmar_offset, vmo.get(), vmo_offset, length, address);
  }

  /* zx_vmar_unmap(). */
  zx_status_t unmap(zx_vaddr_t address, size_t length) const { return zx_vmar_unmap(get(), address, length); }
};

using unowned_vmar = unowned<vmar>;

}  // namespace zx

#endif /* LIB_ZX_VMAR_H_ */
