/// What a comparison has seen: how often each call gave each answer.
public struct Coverage: Equatable, Sendable {
  public struct Answer: Hashable, Sendable {
    public let call: String
    public let answer: String
  }

  public private(set) var counts: [Answer: Int] = [:]
  public private(set) var steps = 0
  /// Waits that a later step has ended.
  public private(set) var wakes: [String: Int] = [:]

  mutating func add(_ call: Call, _ outcome: Outcome) {
    steps += 1
    counts[Answer(call: call.name, answer: outcome.reply.name), default: 0] += 1
    for reply in outcome.wakes.values { wakes[reply.name, default: 0] += 1 }
  }
}

extension Reply {
  var name: String {
    switch self {
    case .status(let status), .signals(let status, _): status.description
    case .made, .timestamp, .packet, .info: NaiveStatus.ok.description
    case .waits: "waits"
    }
  }
}

extension Coverage: CustomStringConvertible {
  /// A line for each call.
  public var description: String {
    let calls = Set(counts.keys.map(\.call)).sorted().map { call in
      let answers = counts.filter { $0.key.call == call }.sorted { $0.key.answer < $1.key.answer }
      return "  \(call): " + answers.map { "\($0.key.answer) \($0.value)" }.joined(separator: ", ")
    }
    let ended = wakes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    return (calls + ["  waits that a later step ended: \(ended)"]).joined(separator: "\n")
  }
}
