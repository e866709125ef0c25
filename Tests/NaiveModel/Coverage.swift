/// What a comparison has seen: how often each call gave each answer.
public struct Coverage: Sendable {
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

extension Call {
  /// Its name in the C headers.
  public var name: String {
    switch self {
    case .handleClose: "zx_handle_close"
    case .handleDuplicate: "zx_handle_duplicate"
    case .handleReplace: "zx_handle_replace"
    case .interruptCreate: "zx_interrupt_create"
    case .interruptBind: "zx_interrupt_bind"
    case .interruptAck: "zx_interrupt_ack"
    case .interruptWait: "zx_interrupt_wait"
    case .interruptDestroy: "zx_interrupt_destroy"
    case .interruptTrigger: "zx_interrupt_trigger"
    case .portCreate: "zx_port_create"
    case .portQueue: "zx_port_queue"
    case .portWait: "zx_port_wait"
    case .portCancel: "zx_port_cancel"
    case .portCancelKey: "zx_port_cancel_key"
    case .eventCreate: "zx_event_create"
    case .objectSignal: "zx_object_signal"
    case .objectSignalPeer: "zx_object_signal_peer"
    case .objectWaitOne: "zx_object_wait_one"
    case .objectWaitMany: "zx_object_wait_many"
    case .objectWaitAsync: "zx_object_wait_async"
    case .objectGetInfo: "zx_object_get_info"
    case .objectGetProperty: "zx_object_get_property"
    case .objectSetProperty: "zx_object_set_property"
    case .resourceCreate: "zx_resource_create"
    case .msiAllocate: "zx_msi_allocate"
    case .msiCreate: "zx_msi_create"
    case .fire: "a line fires"
    case .giveUp: "a wait is given up"
    }
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
