import Glibc
import Testing

@testable import DeviceInventory

@Suite("The access policy")
struct PolicyTests {
  private let device = DeviceTraits(
    names: ["pci:0000:03:00.0", "uio:uio_pci_generic", "/dev/uio0"], pciID: "8086:10d3", driver: "uio_pci_generic")
  private let blink = DeviceTraits(names: ["sim:blink"])

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
    let decision = policy(.init(pattern: "pci:0000:04:*", allow: [])).decide(on: device, for: peer(uid, groups: groups))
    #expect(
      decision
        == .init(
          mayOpen: mayOpen, mayMapRegions: mayOpen, mayTrigger: mayOpen, mayAdminister: false,
          reason: "the default rule"))
  }

  @Test("lets in nobody by a group that does not exist")
  func noGroup() {
    #expect(!AccessPolicy(rules: [], owner: 500, group: nil).decide(on: device, for: peer(1000)).mayOpen)
  }

  @Test("is decided by the first rule that matches any of the device's names, for everyone")
  func firstRule() {
    let policy = policy(
      .init(pattern: "pci:0000:04:*", allow: [.anyone]),
      .init(pattern: "/dev/uio[0-3]", allow: [.user(1000)], mapRegions: .only([])),
      .init(pattern: "*", allow: [.anyone]))
    #expect(
      policy.decide(on: device, for: peer(1000))
        == .init(
          mayOpen: true, mayMapRegions: false, mayTrigger: true, mayAdminister: false,
          reason: "rule 2 (/dev/uio[0-3])"))
    #expect(policy.decide(on: device, for: peer(0)).mayOpen == false)
    #expect(policy.decide(on: blink, for: peer(1001)).reason == "rule 3 (*)")
    #expect(policy.decide(on: blink, for: peer(1001)).mayMapRegions)
  }

  @Test(
    "matches a device by any name, by its PCI id and by its driver",
    arguments: [
      ("pci:0000:03:*", true), ("/dev/uio?", true), ("id:8086:10d3", true), ("id:8086:*", true), ("id:*", true),
      ("driver:uio_pci_generic", true), ("driver:uio_*", true), ("*", true),
      ("id:8086:10d4", false), ("id:10d3:*", false), ("driver:igb_uio", false), ("8086:10d3", false),
      // A pattern over names is none over drivers and ids.
      ("*8086*", false), ("dri*", false), ("uio_pci_generic", false),
    ])
  func patterns(_ pattern: String, _ matches: Bool) {
    #expect(DevicePattern(pattern).matches(device) == matches)
  }

  @Test("matches a simulated device, which has neither id nor driver, by its name alone")
  func simulated() {
    #expect(DevicePattern("sim:*").matches(blink))
    #expect(!DevicePattern("id:*").matches(blink))
    #expect(!DevicePattern("driver:*").matches(blink))
  }

  @Test(
    "gives each power to those whom the rule names",
    arguments: [
      // The rule, and what 1000, who is allowed, and 1001, who is not, may do: open, map, trigger, administer.
      (AccessPolicy.Rule(pattern: "*", allow: [.user(1000)]), "omt-", "----"),
      (.init(pattern: "*", allow: [.user(1000)], mapRegions: .only([])), "o-t-", "----"),
      (.init(pattern: "*", allow: [.user(1000)], mapRegions: .only([.anyone])), "omt-", "----"),
      (.init(pattern: "*", allow: [.user(1000)], trigger: .only([.user(1001)])), "om--", "--t-"),
      (.init(pattern: "*", allow: [.user(1000)], trigger: .only([])), "om--", "----"),
      (.init(pattern: "*", allow: [.user(1000)], trigger: .only([]), administer: .only([.user(1001)])), "om--", "--ta"),
      (.init(pattern: "*", allow: [.user(1000)], administer: .everyoneAllowed), "omta", "----"),
    ])
  func powers(_ rule: AccessPolicy.Rule, _ allowed: String, _ other: String) {
    func powers(of uid: UInt32) -> String {
      let decision = policy(rule).decide(on: device, for: peer(uid))
      return (decision.mayOpen ? "o" : "-") + (decision.mayMapRegions ? "m" : "-") + (decision.mayTrigger ? "t" : "-")
        + (decision.mayAdminister ? "a" : "-")
    }
    #expect(powers(of: 1000) == allowed)
    #expect(powers(of: 1001) == other)
  }

  @Test("writes users and groups as they are read")
  func principalText() throws {
    for text in ["*", "root", "@root", "4294967290", "@4294967290"] {
      #expect(try Principal(parsing: text).text == text)
    }
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
