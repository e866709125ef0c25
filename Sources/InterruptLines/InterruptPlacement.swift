import Glibc
import SystemPackage

/// Where the kernel takes an interrupt. It goes with the interrupt's number: when the driver gives the interrupt up, it is
/// forgotten. Source: Linux, Documentation/core-api/irq/irq-affinity.rst.
struct InterruptPlacement {
  /// Of /proc/irq: "" but in tests.
  var root = ""

  /// Has the interrupt taken by these processors from now on. Nothing on an interrupt's way waits for it.
  ///
  /// - Parameters:
  ///   - irq: the kernel's number of it; nil when that is not known.
  /// - Returns: why it stays where it is, if so. `ioError` when its controller does not let it move.
  func place(_ irq: UInt32?, of device: String, on processors: ProcessorSet) -> LineError? {
    guard let irq else {
      return LineError(device: device, step: .placeInterrupt(irq: nil), errno: .noSuchFileOrDirectory)
    }
    let path = "/proc/irq/\(irq)/smp_affinity_list"
    let text = Array("\(processors)\n".utf8)
    do throws(Errno) {
      let file = try OwnedDescriptor(writing: root + path)
      guard write(file.rawValue, text, text.count) == text.count else { throw Errno(rawValue: errno) }
      return nil
    } catch {
      return LineError(device: device, path: path, step: .placeInterrupt(irq: irq), errno: error)
    }
  }
}
