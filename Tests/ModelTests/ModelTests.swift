import Foundation
import ModelSides
import NaiveModel
import TestDaemon
import Testing

/// ZIRQ_MODEL_SEED and ZIRQ_MODEL_STEPS replay a failure, and lengthen the run.
private enum Run {
  private static let environment = ProcessInfo.processInfo.environment

  static let seed = environment["ZIRQ_MODEL_SEED"].flatMap { UInt64($0) } ?? 1

  static let steps = environment["ZIRQ_MODEL_STEPS"].flatMap { Int($0) }
  static let isUsual = environment["ZIRQ_MODEL_SEED"] == nil && steps == nil

  static let onObjects = Result { try ObjectsSide.comparison.run(steps: steps ?? 60_000, seed: seed) }

  static let libraryLimit = steps ?? 10_000
  /// In a process of its own: nobody else's calls are to be among these.
  static let throughLibrary = Result {
    try TestProgram("zirq-model", ["library", "\(libraryLimit)", "\(seed)"]).finish()
  }
}

@Suite("Any sequence of calls")
struct ModelTests {
  @Test("on the objects has the answers, packets, wake-ups and masked lines that the naive model has")
  func objects() throws {
    #expect(try Run.onObjects.get().steps >= Run.steps ?? 60_000)
  }

  @Test("through the C library, from a running daemon, has the answers, packets and wake-ups that the naive model has")
  func library() throws {
    let (status, output, errors) = try Run.throughLibrary.get()
    #expect(status == 0, "\(output)\(errors)")
  }
}

/// A sequence that asks for nothing but what is wrong would prove little.
@Suite("The random sequences")
struct CoverageTests {
  /// What each call can answer, as far as a sequence can come there.
  private static let answers = [
    "zx_handle_close": "OK BAD_HANDLE",
    "zx_handle_duplicate": "OK BAD_HANDLE ACCESS_DENIED INVALID_ARGS",
    "zx_handle_replace": "OK BAD_HANDLE INVALID_ARGS",
    "zx_interrupt_create": "OK BAD_HANDLE WRONG_TYPE OUT_OF_RANGE INVALID_ARGS NOT_SUPPORTED ALREADY_BOUND",
    "zx_interrupt_bind":
      "OK INVALID_ARGS BAD_HANDLE WRONG_TYPE ACCESS_DENIED CANCELED BAD_STATE ALREADY_BOUND NOT_FOUND",
    "zx_interrupt_ack": "OK BAD_HANDLE WRONG_TYPE ACCESS_DENIED BAD_STATE CANCELED",
    "zx_interrupt_wait": "OK BAD_HANDLE WRONG_TYPE ACCESS_DENIED BAD_STATE CANCELED waits",
    "zx_interrupt_destroy": "OK BAD_HANDLE WRONG_TYPE NOT_FOUND",
    "zx_interrupt_trigger": "OK INVALID_ARGS BAD_HANDLE WRONG_TYPE ACCESS_DENIED BAD_STATE CANCELED",
    "zx_port_create": "OK INVALID_ARGS",
    "zx_port_queue": "OK BAD_HANDLE WRONG_TYPE ACCESS_DENIED INVALID_ARGS SHOULD_WAIT",
    "zx_port_wait": "OK BAD_HANDLE WRONG_TYPE ACCESS_DENIED TIMED_OUT waits",
    "zx_port_cancel": "OK BAD_HANDLE WRONG_TYPE ACCESS_DENIED NOT_FOUND",
    "zx_port_cancel_key": "OK INVALID_ARGS BAD_HANDLE WRONG_TYPE ACCESS_DENIED NOT_FOUND",
    "zx_event_create": "OK INVALID_ARGS",
    "zx_object_signal": "OK BAD_HANDLE ACCESS_DENIED INVALID_ARGS",
    "zx_object_signal_peer": "BAD_HANDLE ACCESS_DENIED",
    "zx_object_wait_one": "OK BAD_HANDLE ACCESS_DENIED TIMED_OUT waits",
    "zx_object_wait_many": "OK OUT_OF_RANGE BAD_HANDLE ACCESS_DENIED TIMED_OUT waits",
    "zx_object_wait_async": "OK INVALID_ARGS BAD_HANDLE WRONG_TYPE ACCESS_DENIED",
    "zx_object_get_info": "OK NOT_SUPPORTED BAD_HANDLE WRONG_TYPE ACCESS_DENIED",
    "zx_object_get_property": "BAD_HANDLE ACCESS_DENIED",
    "zx_object_set_property": "BAD_HANDLE ACCESS_DENIED",
    "zx_resource_create": "OK INVALID_ARGS BAD_HANDLE WRONG_TYPE ACCESS_DENIED",
    "zx_msi_allocate": "OK BAD_HANDLE WRONG_TYPE INVALID_ARGS NOT_SUPPORTED NO_RESOURCES",
    "zx_msi_create": "OK BAD_HANDLE WRONG_TYPE INVALID_ARGS ALREADY_BOUND",
    "a line fires": "OK",
    "a wait is given up": "OK",
  ]

  @Test("come to every answer that each call has, and to no other, on the objects")
  func everyAnswer() throws {
    let counts = try Run.onObjects.get().counts
    check(Dictionary(grouping: counts.keys, by: \.call).mapValues { Set($0.map(\.answer)) })
  }

  @Test("come to every answer that each call has, and to no other, through the C library")
  func everyAnswerOfLibrary() throws {
    check(answers(in: try Run.throughLibrary.get().output))
  }

  /// What the program prints of its coverage: a line for each call, with each answer and how often it came.
  private func answers(in output: String) -> [String: Set<String>] {
    var seen: [String: Set<String>] = [:]
    for line in output.split(separator: "\n") where line.hasPrefix("  ") && !line.hasPrefix("  waits") {
      let parts = line.dropFirst(2).split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      let counted = parts[1].split(separator: ",").map { $0.split(separator: " ") }
      seen[String(parts[0])] = Set(counted.compactMap(\.first).map(String.init))
    }
    return seen
  }

  private func check(_ seen: [String: Set<String>]) {
    #expect(Set(seen.keys).isSubset(of: CoverageTests.answers.keys))
    for (call, answers) in CoverageTests.answers {
      let all = Set(answers.split(separator: " ").map(String.init))
      #expect(Run.isUsual ? seen[call] == all : all.isSuperset(of: seen[call, default: []]), "\(call)")
    }
  }
}
