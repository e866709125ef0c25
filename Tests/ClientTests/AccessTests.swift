import Foundation
import Glibc
import TestDaemon
import Testing

/// Who may do what, as the daemon and processes of other users see it. Where the tests do not run as root, all are one
/// user's.
@Suite("The configuration's rules")
struct AccessTests {
  /// In no group but that of the same number.
  private static let user = geteuid() == 0 ? 65534 : Int(geteuid())
  private static let nobodyHere = 65432

  private func client(_ daemon: TestDaemon, as user: Int = AccessTests.user, _ arguments: String...) throws
    -> TestProgram
  {
    try TestProgram(
      "zirq-test-client", ["as", "\(user)"] + arguments, environment: ["ZIRQ_SOCKET": daemon.socket])
  }

  /// The error's name that a call on the control socket ends with, "" for none; and its reason.
  private func control(
    _ daemon: TestDaemon, as user: Int = AccessTests.user, _ method: String, _ parameters: [String: Any] = [:]
  ) throws -> (error: String, reason: String) {
    let call = try JSONSerialization.data(
      withJSONObject: ["method": "io.zirq.Control.\(method)", "parameters": parameters])
    let (status, output, errors) = try client(
      daemon, as: user, "control", daemon.controlSocket, String(decoding: call, as: UTF8.self)
    ).finish()
    try #require(status == 0, "\(errors)")
    let reply = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:]
    let error = (reply["error"] as? String)?.replacingOccurrences(of: "io.zirq.Control.", with: "") ?? ""
    return (error, (reply["parameters"] as? [String: Any])?["reason"] as? String ?? "")
  }

  private let open = """
    [Daemon]
    SocketMode=0666
    ControlSocketMode=0666

    """

  @Test("let in whom they name, to what they name, and tell the client and the log which rule denied")
  func rules() throws {
    let daemon = try TestDaemon(
      open + """
        [Simulated mine]
        Registers=4K
        [Simulated unmapped]
        Registers=4K
        [Simulated other]
        [Simulated ruled-by-pattern]
        [Device sim:mine]
        Allow=\(Self.user)
        [Device sim:unmapped]
        Allow=\(Self.user)
        MapRegions=\(Self.nobodyHere)
        [Device sim:o*]
        Allow=\(Self.nobodyHere)
        [Device sim:*]
        Allow=@\(Self.user)
        """)
    let mine = try client(daemon, "try", "sim:mine", "1").finish().output
    #expect(mine == "open ZX_OK \nmap ZX_OK \ncreate ZX_OK \ndone\n")
    #expect(try client(daemon, "try", "sim:ruled-by-pattern", "1").finish().output.hasPrefix("open ZX_OK \n"))
    let unmapped = try client(daemon, "try", "sim:unmapped", "1").finish().output
    #expect(
      unmapped.contains(
        "\nmap ZX_ERR_ACCESS_DENIED sim:unmapped: mapping its registers is not permitted by rule 2 (sim:unmapped) of"))

    let denied = try client(daemon, "try", "sim:other", "5")
    let sentence = "sim:other: not permitted by rule 3 (sim:o*) of zirqd's configuration"
    #expect(
      denied.finish().output
        == String(repeating: "open ZX_ERR_ACCESS_DENIED \(sentence)\n", count: 5) + "done\n")
    let told = "client \(denied.pid) (uid \(Self.user)) cannot open a device: \(sentence)"
    #expect(daemon.log.components(separatedBy: told).count == 2, "\(daemon.log)")
  }

  @Test("let in root, the daemon's user and the group zirq where none matches, and nobody else")
  func byDefault() throws {
    let daemon = try TestDaemon(open + "[Simulated plain]\n")
    let own = try client(daemon, as: Int(geteuid()), "try", "sim:plain", "1").finish().output
    #expect(own.hasPrefix("open ZX_OK \n"))
    let other = try client(daemon, "try", "sim:plain", "1").finish().output
    let isOther = geteuid() == 0
    #expect(
      other.hasPrefix(
        isOther ? "open ZX_ERR_ACCESS_DENIED sim:plain: not permitted by the default rule of" : "open ZX_OK \n"))
  }

  @Test("give the power to trigger and to administer a device apart from that to open it")
  func powers() throws {
    let daemon = try TestDaemon(
      open + """
        [Simulated mine]
        [Simulated quiet]
        [Simulated remote]
        [Simulated ward]
        [Device sim:mine]
        Allow=\(Self.user)
        [Device sim:quiet]
        Allow=\(Self.user)
        Trigger=no
        [Device sim:remote]
        Allow=\(Self.nobodyHere)
        Trigger=\(Self.user)
        [Device sim:ward]
        Allow=
        Administer=\(Self.user)
        """)
    let trigger = { try control(daemon, "Trigger", ["device": $0]) }
    #expect(try trigger("sim:mine").error == "")
    #expect(try trigger("sim:remote").error == "")
    #expect(try trigger("sim:ward").error == "")
    #expect(try control(daemon, "Release", ["device": "sim:ward"]).reason.hasPrefix("sim:ward: "))
    #expect(try control(daemon, "Release", ["device": "sim:ward"]).error == "Failed")
    // The daemon's own user is an administrator of all.
    guard geteuid() == 0 else { return }
    let refused = try trigger("sim:quiet")
    #expect(refused.error == "NotPermitted")
    #expect(
      refused.reason
        == "sim:quiet: firing its interrupts is not permitted by rule 2 (sim:quiet) of zirqd's configuration")
    #expect(daemon.log.contains("(uid \(Self.user)) cannot trigger a device: \(refused.reason)"))
    let release = try control(daemon, "Release", ["device": "sim:mine"])
    #expect(release.error == "NotPermitted")
    #expect(
      release.reason == "sim:mine: only root, zirqd's administrators and those whom rule 1 (sim:mine) of its "
        + "configuration names as the device's may release a line that is held")
    #expect(try control(daemon, "SelfTest", ["device": "sim:mine"]).error == "NotPermitted")
    #expect(try control(daemon, "Reload").error == "NotPermitted")
    #expect(try control(daemon, "SetLogLevel", ["level": "debug"]).error == "NotPermitted")
    #expect(try control(daemon, "GetConfiguration").error == "")
  }

  @Test("can name administrators of the whole daemon")
  func administrators() throws {
    let daemon = try TestDaemon(
      open.replacingOccurrences(of: "[Daemon]", with: "[Daemon]\nAdministrators=@\(Self.user)")
        + "[Simulated a]\n[Device sim:a]\n")
    #expect(try control(daemon, "SetLogLevel", ["level": "debug"]).error == "")
    #expect(try control(daemon, "Trigger", ["device": "sim:a"]).error == "")
    #expect(try control(daemon, "Reload").error == "")
  }

  @Test("leave a vector to the one who has it, and tell the next one, and zirqctl, whose it is")
  func holder() throws {
    let daemon = try TestDaemon(open + "[Simulated one]\n[Device sim:*]\nAllow=*\n")
    let holder = try client(daemon, "hold", "sim:one")
    #expect(holder.nextLine() == "bound")
    let entry = getpwuid(uid_t(Self.user))
    let name = entry.map { String(cString: $0.pointee.pw_name) } ?? "\(Self.user)"
    let second = try client(daemon, as: Int(geteuid()), "try", "sim:one", "1").finish().output
    #expect(
      second.contains(
        "create ZX_ERR_ALREADY_BOUND sim:one: vector 0 has an interrupt already, that of process \(holder.pid) "
          + "(zirq-test-clien, user \(name)); it is free when that process closes it or ends\n"), "\(second)")
    for verb in [["list"], ["show", "sim:one"]] {
      let shown = try TestProgram("zirqctl", verb + ["--control-socket", daemon.controlSocket]).finish().output
      #expect(shown.contains("zirq-test-clien[\(holder.pid)] of \(name)"), "\(shown)")
    }
  }
}
