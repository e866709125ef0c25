import ControlInterface
import DeviceInventory
import Expectation
import LibFuzzer

@testable import BridgeServer

// Requests on the control socket, separated by NUL as they are there. What is answered can be read again, says that it
// is an error or not, and a call that wants no answer has none.
let requests = ControlRequests(
  daemon: FakeDaemon(), isAdministrator: { $0.uid == 0 }, limits: ControlLimits(), clientCount: { 1 })
let peers = [Peer(pid: 1, uid: 0, gid: 0), Peer(pid: 2, uid: 1000, gid: 1000)]

zirq_fuzz(CommandLine.argc, CommandLine.unsafeArgv) { input, size in
  let bytes = UnsafeBufferPointer(start: input, count: size)
  for request in bytes.split(separator: 0).prefix(16) {
    for peer in peers {
      guard case .reply(let reply) = requests.answer(Array(request), from: peer) else { continue }
      expect(!reply.contains(0), "a NUL inside a reply")
      let header = try? VarlinkJSON.decode(VarlinkReply<ErrorParameters>.self, from: reply)
      expect(header != nil, "a reply that cannot be read")
      let call = try? VarlinkJSON.decode(VarlinkCall<NoParameters>.self, from: Array(request))
      expect(call != nil && call?.oneway != true, "an answer that nobody wants")
    }
  }
  return 0
}
