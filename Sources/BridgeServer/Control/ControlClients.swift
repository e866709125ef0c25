import Glibc
import SystemPackage
import ZirconObjects

/// The connections there are, so that they can be counted, refused and ended.
final class ControlClients: Sendable {
  private let table = Guarded(Table())
  /// Rings when the last connection has ended after `end`.
  private let drained: Bell

  private struct Table {
    var nextID = 0
    var descriptors: [Int: Int32] = [:]
    var users: [Int: UInt32] = [:]
    var isEnding = false
  }

  init() throws(Errno) { drained = try Bell() }

  var count: Int { table.withLock { $0.descriptors.count } }

  /// A place for the connection, or nil when `limit` are taken already, or `share` by this user.
  func admit(_ descriptor: Int32, of user: UInt32, limit: Int, share: Int) -> Int? {
    table.withLock { table in
      guard table.descriptors.count < limit, table.users.values.count(where: { $0 == user }) < share else { return nil }
      table.nextID += 1
      table.descriptors[table.nextID] = descriptor
      table.users[table.nextID] = user
      return table.nextID
    }
  }

  /// Called before the descriptor is closed: afterwards its number may be another file's.
  func leave(_ id: Int) {
    let isDrained = table.withLock { table in
      table.descriptors[id] = nil
      table.users[id] = nil
      return table.isEnding && table.descriptors.isEmpty
    }
    if isDrained { drained.ring() }
  }

  /// Ends every connection and returns when all have left. Nobody may be admitted any more.
  func end() {
    let isDrained = table.withLock { table in
      table.isEnding = true
      for descriptor in table.descriptors.values { shutdown(descriptor, Int32(SHUT_RDWR)) }
      return table.descriptors.isEmpty
    }
    if !isDrained { drained.wait() }
  }
}
