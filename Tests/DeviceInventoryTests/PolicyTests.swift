import Glibc
import Testing

@testable import DeviceInventory

@Suite("The access policy")
struct PolicyTests {
  private let names = ["pci:0000:03:00.0", "uio:uio_pci_generic", "/dev/uio0"]

  private func peer(_ uid: UInt32, groups: [UInt32] = []) -> Peer {
    Peer(pid: 1, uid: uid, gid: uid, groups: groups)
  }

  private func policy(_ rules: AccessPolicy.Rule...) -> AccessPolicy {
    AccessPolicy(rules: rules, owner: 500, group: 27)
  }

  @Test(
    "lets in root, the daemon's user and its group where no rule matches",
    arguments: [(0, [], true), (500, [], true), (1000, [27], true), (27, [], true), (1000, [28], false)])
  func byDefault(_ uid: UInt32, _ groups: [UInt32], _ mayOpen: Bool) {
    let decision = policy(.init(pattern: "pci:0000:04:*", allow: [])).decide(on: names, for: peer(uid, groups: groups))
    #expect(decision == .init(mayOpen: mayOpen, mayMapRegions: mayOpen, reason: "the default rule"))
  }

  @Test("lets in nobody by a group that does not exist")
  func noGroup() {
    #expect(!AccessPolicy(rules: [], owner: 500, group: nil).decide(on: names, for: peer(1000)).mayOpen)
  }

  @Test("is decided by the first rule that matches any of the device's names, for everyone")
  func firstRule() {
    let policy = policy(
      .init(pattern: "pci:0000:04:*", allow: [.anyone]),
      .init(pattern: "/dev/uio[0-3]", allow: [.user(1000)], mapRegions: false),
      .init(pattern: "*", allow: [.anyone]))
    #expect(
      policy.decide(on: names, for: peer(1000))
        == .init(mayOpen: true, mayMapRegions: false, reason: "rule 2 (/dev/uio[0-3])"))
    #expect(policy.decide(on: names, for: peer(0)).mayOpen == false)
    #expect(policy.decide(on: ["sim:blink"], for: peer(1001)).reason == "rule 3 (*)")
    #expect(policy.decide(on: ["sim:blink"], for: peer(1001)).mayMapRegions)
  }

  @Test("reads users, groups and anyone")
  func principals() throws {
    #expect(try Principal(parsing: "*") == .anyone)
    #expect(try Principal(parsing: "root") == .user(0))
    #expect(try Principal(parsing: "1000") == .user(1000))
    #expect(try Principal(parsing: "@root") == .group(0))
    #expect(try Principal(parsing: "@27") == .group(27))
  }

  @Test(
    "names a user or a group that does not exist",
    arguments: [
      ("no-such-one", "there is no user \"no-such-one\" on this system"),
      ("@no-such-one", "there is no group \"no-such-one\" on this system"),
      ("", "an empty name stands for no user"), ("@", "an empty name stands for no group"),
    ])
  func unknownPrincipal(_ text: String, _ sentence: String) {
    do {
      _ = try Principal(parsing: text)
      Issue.record("\"\(text)\" was taken for someone")
    } catch {
      #expect(error.description == sentence)
    }
  }
}
