import ControlInterface
import DaemonConfiguration
import Foundation
import Testing

/// Which files count, in a copy of the places where they lie.
@Suite("The configuration's files")
struct DropInTests {
  private final class Tree {
    let root = FileManager.default.temporaryDirectory.appending(path: "zirq-files-\(UUID().uuidString)").path

    deinit { try? FileManager.default.removeItem(atPath: root) }

    func write(_ path: String, _ text: String) throws {
      let file = URL(fileURLWithPath: root + path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: false, encoding: .utf8)
    }

    func link(_ path: String, to target: String) throws {
      try write(path, "")
      try FileManager.default.removeItem(atPath: root + path)
      try FileManager.default.createSymbolicLink(atPath: root + path, withDestinationPath: target)
    }

    /// The values that are not built in, as "Key=value PLACE".
    func values() -> [String] {
      let reader = ConfigurationReader.read(nil, root: root)
      #expect(reader.errors.isEmpty)
      return reader.configuration.report.sections.flatMap(\.settings).filter { $0.source != "built-in" }.map {
        "\($0.key)=\($0.value) \($0.source.replacingOccurrences(of: root, with: ""))"
      }
    }
  }

  @Test("are not passed over when their directory cannot be looked into")
  func unreadable() throws {
    try tree.write("\(local).d", "no directory")
    let errors = ConfigurationReader.read(nil, root: tree.root).errors
    #expect(errors.map(\.description) == ["\(tree.root)\(local).d: cannot be read: Not a directory"])
  }

  private let tree = Tree()
  private let vendor = "/usr/lib/zirq/zirqd.conf"
  private let runtime = "/run/zirq/zirqd.conf"
  private let local = "/etc/zirq/zirqd.conf"

  @Test("are the first of the main files, and the drop-ins of all places by their names alone")
  func precedence() throws {
    try tree.write(vendor, "[Daemon]\nLogLevel=debug\n")
    try tree.write("\(vendor).d/50-vendor.conf", "[Limits]\nClients=50\n")
    try tree.write("\(local).d/10-local.conf", "[Limits]\nClients=10\n[Daemon]\nRemovalGraceSec=1\n")
    #expect(
      tree.values() == [
        "LogLevel=debug \(vendor):2", "RemovalGraceSec=1 \(local).d/10-local.conf:4",
        "Clients=50 \(vendor).d/50-vendor.conf:2",
      ])
    try tree.write(runtime, "[Daemon]\nLogLevel=trace\n")
    #expect(tree.values().first == "LogLevel=trace \(runtime):2")
    try tree.write(local, "[Daemon]\nLogLevel=error\n")
    #expect(tree.values().first == "LogLevel=error \(local):2")
  }

  @Test("are replaced by those of the same name in /run and, before that, in /etc")
  func replaced() throws {
    try tree.write("\(vendor).d/a.conf", "[Limits]\nClients=1\n")
    #expect(tree.values() == ["Clients=1 \(vendor).d/a.conf:2"])
    try tree.write("\(runtime).d/a.conf", "[Limits]\nChannels=2\n")
    #expect(tree.values() == ["Channels=2 \(runtime).d/a.conf:2"])
    try tree.write("\(local).d/a.conf", "[Limits]\nPortsPerClient=3\n")
    #expect(tree.values() == ["PortsPerClient=3 \(local).d/a.conf:2"])
  }

  @Test("are masked by an empty file of the same name, or a link to /dev/null", arguments: [false, true])
  func masked(byLink: Bool) throws {
    func mask(_ path: String) throws {
      if byLink { try tree.link(path, to: "/dev/null") } else { try tree.write(path, "") }
    }
    try tree.write(vendor, "[Daemon]\nLogLevel=debug\n")
    try tree.write("\(vendor).d/a.conf", "[Limits]\nClients=1\n")
    try tree.write("\(vendor).d/b.conf", "[Limits]\nChannels=2\n")
    try mask("\(local).d/a.conf")
    #expect(tree.values() == ["LogLevel=debug \(vendor):2", "Channels=2 \(vendor).d/b.conf:2"])
    try mask(local)
    #expect(tree.values() == ["Channels=2 \(vendor).d/b.conf:2"])
  }

  @Test("may not be links to nowhere")
  func dangling() throws {
    try tree.write(vendor, "[Daemon]\nLogLevel=debug\n")
    try tree.link(local, to: "/no/such/file")
    try tree.link("\(local).d/a.conf", to: "/no/such/file")
    let errors = ConfigurationReader.read(nil, root: tree.root).errors.map(\.description)
    #expect(
      errors == [local, "\(local).d/a.conf"].map { "\(tree.root)\($0): cannot be read: No such file or directory" })
  }
}
