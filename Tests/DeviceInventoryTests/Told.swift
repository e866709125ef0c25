import ZirconObjects

@testable import DeviceInventory

/// What the inventory has told, in its order.
final class Told: Sendable {
  private let state = Guarded((list: [String](), sentences: [String]()))
  private let bell = Bell()

  func add(_ event: DeviceEvent) {
    switch event {
    case .added(let device): next(is: "added \(device.name) \(device.generation)")
    case .removed(let device): next(is: "removed \(device.name) \(device.generation)")
    }
  }

  func add(_ sentence: String) {
    if sentence.hasPrefix("cut off") { return next(is: sentence) }
    state.withLock { $0.sentences.append(sentence) }
  }

  private func next(is event: String) {
    state.withLock { $0.list.append(event) }
    bell.ring()
  }

  /// Waits for the next event.
  var next: String {
    while true {
      if let event = state.withLock({ $0.list.isEmpty ? nil : $0.list.removeFirst() }) { return event }
      bell.wait()
    }
  }

  var sentences: [String] { state.withLock { $0.sentences } }
}
