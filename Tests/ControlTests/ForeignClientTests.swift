import BridgeServer
import Testing

@Suite struct ForeignClient {
  /// `varlink_client.py` uses a Varlink library that is none of ours, and holds each reply against the description.
  @Test func aClientThatNobodyHereWroteIsContent() throws {
    let socket = try ControlSocket()
    let (status, said) = try VirtualEnvironment.run("varlink_client.py", ["unix:" + socket.path])
    #expect(status == 0, "\(said)")
    #expect(said.hasSuffix("streams: Monitor\n"))
    #expect(socket.daemon.triggered.map(\.target) == [.device("sim:edge")])
    #expect(socket.daemon.released == [.init(device: "pci:0000:00:04.0", vector: 0)])
  }
}
