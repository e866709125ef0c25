import ZirconObjects

/// Files of the kernel's that all devices that use them have to have in common, by their path: opened for the first share,
/// closed with the last. Thread-safe.
final class SharedFiles<Files: AnyObject & Sendable>: Sendable {
  /// The only references that last, so that what is taken out is closed. Held while files are opened or closed: whoever
  /// wants to open them next finds them open or free.
  private let all = Guarded<[String: (files: Files, shares: Int)]>([:])

  /// - Parameter open: is called unless they are open.
  func share(_ path: String, opening open: () throws(LineError) -> Files) throws(LineError) -> Share {
    try all.withLock { all throws(LineError) in
      if let entry = all[path] {
        all[path]?.shares = entry.shares + 1
      } else {
        all[path] = (try open(), 1)
      }
    }
    return Share(of: path, in: self)
  }

  private func files(_ path: String) -> Files? { all.withLock { $0[path]?.files } }

  private func giveBack(_ path: String) {
    all.withLock { all in
      let left = (all[path]?.shares ?? 1) - 1
      if left > 0 { all[path]?.shares = left } else { all[path] = nil }
    }
  }

  /// One device's part in the files: they stay open at least until it is let go.
  struct Share: ~Copyable, Sendable {
    private let path: String
    private let shared: SharedFiles

    fileprivate init(of path: String, in shared: SharedFiles) {
      self.path = path
      self.shared = shared
    }

    /// For a call that borrows them.
    func withFiles<Result: ~Copyable>(_ call: (Files) throws(LineError) -> Result) throws(LineError) -> Result {
      guard let files = shared.files(path) else { preconditionFailure("the files of a share are open") }
      return try call(files)
    }

    deinit { shared.giveBack(path) }
  }
}
