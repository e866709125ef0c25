import Sysfs

extension DeviceFacts {
  /// What VFIO asks of the machine.
  var groupFindings: [Finding] {
    guard isVFIO else {
      return group == nil && served == nil && bus == "pci" && !allowsNoIOMMU
        ? [.note("IOMMU", "No IOMMU translates for the device, so VFIO cannot serve it.", advice: Self.iommuAdvice)]
        : []
    }
    guard let group else {
      return allowsNoIOMMU
        ? [.note("IOMMU", "There is none for the device: what it writes reaches all of memory.")]
        : [.problem("IOMMU", "No IOMMU translates for the device, so VFIO cannot serve it.", advice: Self.iommuAdvice)]
    }
    if group.isNoIOMMU {
      return hasRawIO
        ? [.note("IOMMU", "There is none for the device: what it writes reaches all of memory.")]
        : [
          .problem(
            "IOMMU", "There is none for the device, and then VFIO serves only whoever has CAP_SYS_RAWIO.",
            advice: "Add AmbientCapabilities=CAP_SYS_RAWIO to zirqd's unit, or switch an IOMMU on.")
        ]
    }
    guard groupObstacles.isEmpty else {
      return [
        .problem(
          "IOMMU group", "Others of its group \(group.number) have drivers in the kernel: \(groupObstacles.named).",
          advice: "Bind them to vfio-pci too (zirqctl bind), or move the device to another slot.")
      ]
    }
    return [.ok("IOMMU group", "Group \(group.number) can be used.")] + remappingFindings
  }

  private var remappingFindings: [Finding] {
    guard remapsInterrupts == false else { return [] }
    guard !allowsUnsafeInterrupts else {
      return [.note("interrupt remapping", "There is no sign of it; VFIO has been told to do without.")]
    }
    return [
      .note(
        "interrupt remapping", "There is no sign of it, and without it VFIO refuses the device.",
        advice: "Switch it on in the firmware; or, where the devices are trusted, set "
          + "vfio_iommu_type1.allow_unsafe_interrupts=1.")
    ]
  }

  private static let iommuAdvice = "To change that, \(IOMMUGroup.howToHaveOne)."
}
