import ArgumentParser
import Glibc

/// A device as the person names it: "uio:edu", "pci:0000:00:04.0", "sim:button", "/dev/uio0" or a link to that.
struct DeviceName: ExpressibleByArgument {
  let text: String

  /// Never fails: only the daemon knows which devices there are.
  init?(argument: String) {
    guard argument.hasPrefix("/"), let real = realpath(argument, nil) else {
      text = argument
      return
    }
    defer { free(real) }
    text = String(cString: real)
  }

  /// The names that the daemon has now; nothing, and no complaint, when there is none.
  static let completion = CompletionKind.shellCommand("zirqctl list --no-legend 2>/dev/null | cut -d' ' -f1")
}

extension DeviceName: CustomStringConvertible {
  var description: String { text }
}
