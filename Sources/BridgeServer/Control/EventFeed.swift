import ControlInterface
import Glibc
import SystemPackage
import ZirconObjects

/// Hands the daemon's events to the clients that monitor them. A client that reads slowly loses events and is told how
/// many; it holds up nobody.
public final class EventFeed: Sendable {
  private let subscriptions = Guarded<[ObjectIdentifier: Subscription]>([:])

  /// A feed that nobody listens to yet; what is published now nobody hears.
  public init() {}

  /// Never blocks. Any thread may call it, but none on an interrupt's way: it allocates.
  public func publish(_ event: ControlEvent) {
    let all = subscriptions.withLock { Array($0.values) }
    for subscription in all { subscription.add(event) }
  }

  package func subscribe(limit: Int) throws(Errno) -> Subscription {
    let subscription = Subscription(limit: limit, bell: try Bell())
    subscriptions.withLock { $0[ObjectIdentifier(subscription)] = subscription }
    return subscription
  }

  package func unsubscribe(_ subscription: Subscription) {
    subscriptions.withLock { $0[ObjectIdentifier(subscription)] = nil }
  }

  /// The events that wait for one client.
  package final class Subscription: Sendable {
    private let limit: Int
    private let waiting = Guarded(Waiting())
    /// Rings when there is something to take.
    package let bell: Bell

    private struct Waiting {
      var events: [ControlEvent] = []
      var lost = 0
    }

    fileprivate init(limit: Int, bell: consuming Bell) {
      self.limit = limit
      self.bell = bell
    }

    fileprivate func add(_ event: ControlEvent) {
      waiting.withLock { waiting in
        if waiting.events.count < limit { waiting.events.append(event) } else { waiting.lost += 1 }
      }
      bell.ring()
    }

    /// All that waits, oldest first; the loss of some comes last, as they were the newest.
    package func take() -> [ControlEvent] {
      bell.clear()
      let taken = waiting.withLock { waiting in
        defer { waiting = Waiting() }
        return waiting
      }
      guard taken.lost > 0 else { return taken.events }
      return taken.events + [ControlEvent(kind: .lost, time: .realTime(), count: taken.lost)]
    }
  }
}

extension ControlEvent {
  static func ready() -> ControlEvent { ControlEvent(kind: .ready, time: .realTime()) }
}

extension Int {
  /// CLOCK_REALTIME, ns since 1970.
  public static func realTime() -> Int {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return now.tv_sec * 1_000_000_000 + now.tv_nsec
  }
}
