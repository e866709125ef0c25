import ControlInterface
import Testing

@Suite struct MalformedRequests {
  @Test(arguments: [
    "", "nonsense", "{", "[]", "7", "null", #""text""#, "{}", #"{"method":7}"#, #"{"method":null}"#,
    #"{"method":"io.zirq.Control.GetStatus","more":"yes"}"#, #"{"method":"io.zirq.Control.GetStatus"} tail"#,
    String(repeating: "[", count: 60_000), #"{"method":"# + String(repeating: #"{"a":"#, count: 10_000),
  ])
  func whatIsNoCallEndsTheConnectionAndNothingElse(message: String) throws {
    let socket = try ControlSocket()
    let client = try socket.connect()
    try client.send(message)
    #expect(try client.isEnded())
    #expect(try socket.connect().call(Limits.status, StatusReport.self).pid == 42)
  }

  @Test func textThatIsNotUTF8EndsTheConnection() throws {
    let socket = try ControlSocket()
    let client = try socket.connect()
    client.write(Array(#"{"method":"io.zirq.Control."#.utf8) + [0xff, 0xfe, 0xc0] + Array(#""}"#.utf8) + [0])
    #expect(try client.isEnded())
  }

  @Test func aNameThatIsNoNameComesBackAsItWas() throws {
    let socket = try ControlSocket()
    let client = try socket.connect()
    #expect(throws: ControlError.noSuchDevice(name: "\u{0}\"\\\u{1F980}", candidates: ["uio:edu"])) {
      try client.call(#"{"method":"io.zirq.Control.GetDevice","parameters":{"name":"\u0000\"\\🦀"}}"#)
    }
  }

  @Test func anyBytesAtAllLeaveTheServerWorking() throws {
    let socket = try ControlSocket()
    var random = SplitMix(state: 0x7a69_7271)
    let call = Array(#"{"method":"io.zirq.Control.Trigger","parameters":{"device":"sim:edge","vector":1}}"#.utf8)
    for round in 1...300 {
      let client = try socket.connect()
      var bytes = call
      if round % 3 == 0 {
        bytes = (1...Int.random(in: 1...2000, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      } else {
        for _ in 1...Int.random(in: 1...8, using: &random) {
          bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
      }
      client.write(bytes + [0])
    }
    // The connections above may take their places a moment longer.
    while true {
      do {
        #expect(try socket.connect().call(Limits.status, StatusReport.self).pid == 42)
        return
      } catch ControlError.busy {
        continue
      }
    }
  }

  /// The same numbers every time. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (2014).
  struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
  }
}
