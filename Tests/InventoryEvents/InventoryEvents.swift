import DeviceInventory
import Glibc
import InterruptLines

/// An inventory on the pipe: writes a line for each device that comes or goes, and answers those that it reads. Its
/// devices are those that umockdev makes up, which has no udevd but speaks as one.
@main
struct InventoryEvents {
  static func main() throws {
    let inventory = Inventory(
      simulated: [], policy: AccessPolicy(), lines: LinePolicy(), events: .udev, isReady: { _ in true },
      removalGrace: .seconds(10), report: { say("report \($0)") }, claimsChanged: { _ in }, lineHeld: { _, _, _ in },
      devicesChanged: { event in
        switch event {
        case .added(let device): say("added \(device.name) \(device.generation)")
        case .removed(let device): say("removed \(device.name) \(device.generation)")
        }
      })
    try inventory.start { _ in }
    say("ready")
    var grant: DeviceGrant?
    while let line = readLine() {
      let words = line.split(separator: " ").map(String.init)
      do throws(DeviceError) {
        switch words.first {
        case "list":
          let names = inventory.devices().map { "\($0.device.name)=\($0.device.generation)" }
          say((["devices"] + names).joined(separator: " "))
        case "show":
          let device = try inventory.device(named: words[1])
          let (driver, id) = (device.driver ?? "-", device.pciID ?? "-")
          say("device \(device.name) \(driver) \(id) \(device.irq ?? 0) \(device.events ?? 0)")
        case "open":
          grant = try inventory.open(words[1], for: Peer(pid: getpid(), uid: geteuid(), gid: getegid()))
          say("opened \(grant?.device.generation ?? 0)")
        case "region":
          let size = try grant?.region(0).size
          say("region \(size ?? 0)")
        default: say("unknown")
        }
      } catch {
        say("error \(error)")
      }
    }
    inventory.shutDown()
  }

  /// A whole line at once, from any thread.
  @Sendable private static func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(1, bytes, bytes.count)
  }
}
