import BridgeServer
import ControlInterface
import DeviceInventory
import Glibc
import Testing

@Suite struct Methods {
  let socket: ControlSocket
  let client: ControlClient

  init() throws {
    socket = try ControlSocket()
    client = try socket.connect()
  }

  @Test func statusNamesTheLimitsOfBothSockets() throws {
    let status = try client.call(#"{"method":"io.zirq.Control.GetStatus"}"#, StatusReport.self)
    var expected = socket.daemon.status()
    expected.limits.append(LimitReport(name: "control clients", used: 1, maximum: 16))
    #expect(status == expected)
  }

  @Test func devicesComeWithAllThatIsKnown() throws {
    let reply = try client.call(#"{"method":"io.zirq.Control.ListDevices","parameters":{}}"#, DevicesReply.self)
    #expect(reply.devices == [FakeDaemon.uio, FakeDaemon.vfio, FakeDaemon.simulated])
  }

  @Test(arguments: ["pci:0000:00:04.0", "uio:edu", "/dev/uio0"])
  func aDeviceIsFoundByNameOrAlias(name: String) throws {
    let reply = try client.call(
      #"{"method":"io.zirq.Control.GetDevice","parameters":{"name":"\#(name)"}}"#, DeviceReply.self)
    #expect(reply.device == FakeDaemon.uio)
  }

  @Test func anUnknownDeviceComesWithCandidates() {
    #expect(throws: ControlError.noSuchDevice(name: "uio:edo", candidates: ["uio:edu"])) {
      try client.call(#"{"method":"io.zirq.Control.GetDevice","parameters":{"name":"uio:edo"}}"#)
    }
  }

  @Test func clientsComeWithTheirInterrupts() throws {
    let reply = try client.call(#"{"method":"io.zirq.Control.ListClients"}"#, ClientsReply.self)
    #expect(reply.clients == [FakeDaemon.client])
  }

  @Test func triggerFiresVectorZeroOnceUnlessToldOtherwise() throws {
    _ = try client.call(#"{"method":"io.zirq.Control.Trigger","parameters":{"device":"sim:edge"}}"#)
    _ = try client.call(
      #"{"method":"io.zirq.Control.Trigger","parameters":{"device":"sim:edge","vector":1,"count":3}}"#)
    _ = try client.call(
      #"{"method":"io.zirq.Control.Trigger","parameters":{"device":"virtual:1031","vector":null,"count":2}}"#)
    #expect(
      socket.daemon.triggered == [
        .init(target: .device("sim:edge"), vector: 0, count: 1),
        .init(target: .device("sim:edge"), vector: 1, count: 3),
        .init(target: .virtual(koid: 1031), vector: 0, count: 2),
      ])
  }

  @Test(arguments: [
    ("device", #"{"device":"virtual:"}"#),
    ("device", #"{"device":"virtual:-1"}"#),
    ("vector", #"{"device":"sim:edge","vector":-1}"#),
    ("vector", #"{"device":"sim:edge","vector":4294967296}"#),
    ("count", #"{"device":"sim:edge","count":0}"#),
    ("count", #"{"device":"sim:edge","count":10001}"#),
  ])
  func triggerRefusesWrongValues(argument: String, parameters: String) throws {
    let error = try #require(throws: ControlError.self) {
      try client.call(#"{"method":"io.zirq.Control.Trigger","parameters":\#(parameters)}"#)
    }
    guard case .invalidArgument(argument, _) = error else {
      Issue.record("\(error) does not name \(argument)")
      return
    }
    #expect(socket.daemon.triggered.isEmpty)
  }

  @Test func releaseUnmasksVectorZeroUnlessToldOtherwise() throws {
    _ = try client.call(#"{"method":"io.zirq.Control.Release","parameters":{"device":"/dev/uio0"}}"#)
    _ = try client.call(#"{"method":"io.zirq.Control.Release","parameters":{"device":"sim:edge","vector":1}}"#)
    #expect(
      socket.daemon.released == [
        .init(device: "pci:0000:00:04.0", vector: 0), .init(device: "sim:edge", vector: 1),
      ])
    let error = try #require(throws: ControlError.self) {
      try client.call(#"{"method":"io.zirq.Control.Release","parameters":{"device":"sim:edge","vector":-1}}"#)
    }
    #expect(error == .invalidArgument(argument: "vector", reason: "a vector is a number from 0 on"))
  }

  @Test func selfTestAndDiagnoseComeWithAllThatWasFound() throws {
    let tests = try client.call(
      #"{"method":"io.zirq.Control.SelfTest","parameters":{"device":"/dev/vfio/2"}}"#, SelfTestReply.self)
    #expect(tests.tests == FakeDaemon.tests)
    let diagnosis = try client.call(
      #"{"method":"io.zirq.Control.Diagnose","parameters":{"device":"uio:edu"}}"#, DiagnosisReport.self)
    #expect(diagnosis == DiagnosisReport(device: "pci:0000:00:04.0", findings: FakeDaemon.findings))
  }

  @Test func logLevelIsSet() throws {
    _ = try client.call(#"{"method":"io.zirq.Control.SetLogLevel","parameters":{"level":"debug"}}"#)
    #expect(socket.daemon.logLevel == .debug)
  }

  @Test(arguments: [
    ("name", #"{"method":"io.zirq.Control.GetDevice"}"#),
    ("name", #"{"method":"io.zirq.Control.GetDevice","parameters":{}}"#),
    ("name", #"{"method":"io.zirq.Control.GetDevice","parameters":{"name":7}}"#),
    ("nmae", #"{"method":"io.zirq.Control.GetDevice","parameters":{"nmae":"sim:edge"}}"#),
    ("vectr", #"{"method":"io.zirq.Control.Trigger","parameters":{"device":"sim:edge","vectr":1}}"#),
    ("vector", #"{"method":"io.zirq.Control.Trigger","parameters":{"device":"sim:edge","vector":"1"}}"#),
    ("level", #"{"method":"io.zirq.Control.SetLogLevel","parameters":{"level":"loud"}}"#),
    ("surplus", #"{"method":"io.zirq.Control.GetStatus","parameters":{"surplus":true}}"#),
    ("parameters", #"{"method":"io.zirq.Control.GetStatus","parameters":[]}"#),
    // Numbers that are no int; the decoder does not say which of them it was.
    (
      "parameters",
      #"{"method":"io.zirq.Control.Trigger","parameters":{"device":"sim:edge","vector":9223372036854775808}}"#
    ),
    ("parameters", #"{"method":"io.zirq.Control.Trigger","parameters":{"device":"sim:edge","vector":0.5}}"#),
  ])
  func theParameterThatIsMissingUnknownOrOfTheWrongTypeIsNamed(parameter: String, call: String) {
    #expect(throws: ControlError.invalidParameter(parameter: parameter)) { try client.call(call) }
  }

  @Test func theConfigurationIsShownAndReadAgain() throws {
    let shown = try client.call(#"{"method":"io.zirq.Control.GetConfiguration"}"#, ConfigurationReport.self)
    #expect(shown == FakeDaemon.configuration)
    let reloaded = try client.call(#"{"method":"io.zirq.Control.Reload"}"#, ReloadReport.self)
    #expect(reloaded == FakeDaemon.reload)
    _ = try client.call(#"{"method":"io.zirq.Control.SetLogLevel","parameters":{"level":"critical"}}"#)
    #expect(
      throws: ControlError.badConfiguration(problems: ["a.conf:1: [Demon] is no section", "a.conf:2: nonsense"])
    ) { try client.call(#"{"method":"io.zirq.Control.Reload"}"#) }
  }

  @Test func aOnewayCallIsCarriedOutAndNeverAnswered() throws {
    try client.send(#"{"method":"io.zirq.Control.SetLogLevel","parameters":{"level":"error"},"oneway":true}"#)
    try client.send(#"{"method":"io.zirq.Control.Absent","oneway":true}"#)
    let status = try client.call(#"{"method":"io.zirq.Control.GetStatus"}"#, StatusReport.self)
    #expect(status.logLevel == .error)
  }

  @Test func callsThatAreSentTogetherAreAnsweredInTurn() throws {
    try client.send(#"{"method":"io.zirq.Control.GetStatus"}"#)
    try client.send(#"{"method":"io.zirq.Control.ListClients"}"#)
    #expect(try client.receive(StatusReport.self).parameters.pid == 42)
    #expect(try client.receive(ClientsReply.self).parameters.clients.count == 1)
  }

  @Test func moreOnAnOrdinaryMethodChangesNothing() throws {
    try client.send(#"{"method":"io.zirq.Control.GetStatus","more":true}"#)
    #expect(try client.receive(StatusReport.self).continues == false)
  }
}

@Suite struct Administration {
  @Test func onlyAdministratorsChangeAnything() throws {
    let socket = try ControlSocket(administrators: Administrators([]))
    let client = try socket.connect()
    for call in [
      #"{"method":"io.zirq.Control.Trigger","parameters":{"device":"sim:edge"}}"#,
      #"{"method":"io.zirq.Control.SetLogLevel","parameters":{"level":"trace"}}"#,
      #"{"method":"io.zirq.Control.Release","parameters":{"device":"uio:edu"}}"#,
      #"{"method":"io.zirq.Control.Reload"}"#,
      #"{"method":"io.zirq.Control.SelfTest","parameters":{"device":"/dev/vfio/2"}}"#,
    ] {
      let error = try #require(throws: ControlError.self) { try client.call(call) }
      guard case .notPermitted = error else {
        Issue.record("\(error)")
        return
      }
    }
    #expect(socket.daemon.triggered.isEmpty)
    #expect(socket.daemon.released.isEmpty)
    #expect(socket.daemon.logLevel == .info)
    let diagnosis = try client.call(
      #"{"method":"io.zirq.Control.Diagnose","parameters":{"device":"uio:edu"}}"#, DiagnosisReport.self)
    #expect(diagnosis.findings == FakeDaemon.findings)
    let devices = try client.call(#"{"method":"io.zirq.Control.ListDevices"}"#, DevicesReply.self).devices
    #expect(devices.count == 3)
  }

  @Test func rootTheDaemonsUserAndTheGroupsMembersAreAdministrators() {
    let administrators = Administrators(adding: [.user(990), .group(27)])
    #expect(administrators.include(Peer(pid: 1, uid: 0, gid: 0)))
    #expect(administrators.include(Peer(pid: 1, uid: geteuid(), gid: 1)))
    #expect(administrators.include(Peer(pid: 1, uid: 990, gid: 990)))
    #expect(administrators.include(Peer(pid: 1, uid: 1000, gid: 27)))
    #expect(administrators.include(Peer(pid: 1, uid: 1000, gid: 1000, groups: [4, 27])))
    #expect(!administrators.include(Peer(pid: 1, uid: 1000, gid: 1000, groups: [4])))
    administrators.set(adding: [.user(991)])
    #expect(administrators.include(Peer(pid: 1, uid: 0, gid: 0)))
    #expect(administrators.include(Peer(pid: 1, uid: 991, gid: 991)))
    #expect(!administrators.include(Peer(pid: 1, uid: 990, gid: 27)))
  }
}
