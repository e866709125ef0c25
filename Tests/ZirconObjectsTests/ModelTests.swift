import Synchronization
import Testing

@testable import ZirconObjects

/// Random sequences of calls on the objects and on the naive model of them.
@Suite("Interrupts and ports, in any order of calls")
struct ModelTests {
  @Test("answer as the naive model does", arguments: 1...20)
  func sequences(_ seed: UInt64) throws {
    var random = SeededGenerator(seed)
    for _ in 0..<10 {
      let bench = ModelBench()
      for step in 0..<200 {
        let (call, real, expected) = bench.step(&random)
        try #require(real == expected, "seed \(seed), step \(step): \(call)\n\(bench.history.joined(separator: "\n"))")
      }
    }
  }
}

/// The same few interrupts and ports twice: the real ones and the model's.
private final class ModelBench {
  private static let interruptCount = 3
  private static let portCount = 2

  private var model = NaiveKernel(interrupts: interruptCount, ports: portCount)
  private let interrupts = (0..<interruptCount).map { _ in Interrupt(virtual: .virtual) }
  private let ports = (0..<portCount).map { _ in
    Port.accepting()
  }
  private var waiters: [RecordingWaiter?] = Array(repeating: nil, count: interruptCount)
  private var time: Int64 = 0
  private(set) var history: [String] = []

  /// Makes one call on both.
  func step(_ random: inout SeededGenerator) -> (call: String, real: String, expected: String) {
    let number = Int.random(in: 0..<ModelBench.interruptCount, using: &random)
    let port = Int.random(in: 0..<ModelBench.portCount, using: &random)
    let interrupt = interrupts[number]
    let call: String
    let expected: String
    let real: String
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<30:
      time += 1
      call = "trigger \(number) T\(time)"
      expected = text(model.trigger(number, time))
      real = answer(number) { () throws(Status) in
        try interrupt.trigger(timestamp: time)
        return "OK"
      }
    case 30..<45:
      call = "ack \(number)"
      expected = model.ack(number)
      real = answer(number) { () throws(Status) in
        try interrupt.ack()
        return "OK"
      }
    case 45..<65:
      call = "port_wait \(port)"
      expected = model.portWait(port).map { "T\($0.timestamp) key \($0.key)" } ?? "none"
      real = ports[port].wait(nil).map { "T\(Int64(bitPattern: $0.payload.0)) key \($0.key)" } ?? "none"
    case 65..<77:
      call = "bind \(number) to \(port)"
      expected = model.bind(number, to: port, key: UInt64(number))
      real = answer(number) { () throws(Status) in
        try interrupt.bind(to: ports[port], key: UInt64(number))
        return "OK"
      }
    case 77..<84:
      call = "unbind \(number) from \(port)"
      expected = model.unbind(number, from: port)
      real = answer(number) { () throws(Status) in
        try interrupt.unbind(from: ports[port])
        return "OK"
      }
    case 84..<94:
      call = "wait \(number)"
      expected = model.wait(number)
      let waiter = RecordingWaiter()
      real = answer(nil) { () throws(Status) in
        if let timestamp = try interrupt.wait(waiter) { return "OK T\(timestamp)" }
        waiters[number] = waiter
        return "parks"
      }
    case 94..<98:
      call = "cancel wait \(number)"
      expected = model.cancelWait(number)
      real = waiters[number].map { interrupt.cancelWait($0) ? "canceled" : "none" } ?? "none"
      waiters[number] = nil
    default:
      call = "destroy \(number)"
      expected = text(model.destroy(number))
      real = answer(number) { () throws(Status) in
        try interrupt.destroy()
        return "OK"
      }
    }
    history.append("\(call): \(expected)")
    return (call, real, expected)
  }

  private func text(_ result: (answer: String, wakes: String?)) -> String {
    result.answer + (result.wakes.map { ", wakes \($0)" } ?? "")
  }

  /// - Parameter number: the interrupt whose blocked wait the call may end.
  private func answer(_ number: Int?, _ call: () throws(Status) -> String) -> String {
    var answer: String
    do throws(Status) {
      answer = try call()
    } catch {
      answer = error.shortName
    }
    if let number, let wakeup = waiters[number]?.wakeup {
      answer += ", wakes \(wakeup)"
      waiters[number] = nil
    }
    return answer
  }
}

/// SplitMix64: the same numbers for the same seed, so that a failure can be replayed.
private struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
