import Glibc
//import InterruptLines
import Synchronization

/// The connections there are, so that they can be counted, refused and ended.
final class ControlClients: Sendable {
  private let table = Mutex(Table())

  private struct Table {
    var nextID = 0
    /// From admission until the connection's descriptor is about to be closed.
    var descriptors: [Int: Int32] = [:]
    /// From admission until the thread is joined.
    var threads: [Int: DedicatedThread] = [:]
    var isEnding = false
  }

  var count: Int { table.withLock { $0.descriptors.count } }

  /// A place for the connection, or nil when `limit` are taken already.
  func admit(_ descriptor: Int32, limit: Int) -> Int? {
    table.withLock { table in
      guard !table.isEnding, table.descriptors.count < limit else { return nil }
      table.nextID += 1
      table.descriptors[table.nextID] = descriptor
      return table.nextID
    }
  }

  /// Keeps the thread so that it can be joined.
  func keep(_ thread: DedicatedThread, of id: Int) {
    table.withLock { $0.threads[id] = thread }
  }

  /// Called before the descriptor is closed: afterwards its number may be another file's.
  func leave(_ id: Int) {
    _ = table.withLock { $0.descriptors.removeValue(forKey: id) }
  }

  /// Joins the threads of those who have left.
  func reap() {
    let ended = table.withLock { table in
      let ended = table.threads.filter { table.descriptors[$0.key] == nil }
      for id in ended.keys { table.threads[id] = nil }
      return ended.values.map { $0 }
    }
    for thread in ended { thread.join() }
  }

  /// Ends every connection and returns when its thread has ended. Nobody is admitted any more.
  func end() {
    let threads = table.withLock { table in
      table.isEnding = true
      for descriptor in table.descriptors.values { shutdown(descriptor, Int32(SHUT_RDWR)) }
      defer { table.threads = [:] }
      return table.threads.values.map { $0 }
    }
    for thread in threads { thread.join() }
  }
}
