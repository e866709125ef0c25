/// The zx_handle_* calls. Source: Zircon, syscalls/handle_ops.cc, and the documentation of each call.
extension Process {
  /// `zx_handle_close`. ZX_HANDLE_INVALID is no mistake.
  public func handleClose(_ handle: UInt32) throws(Status) {
    guard handle != 0 else { return }
    try removeHandle(handle)
  }

  /// `zx_handle_duplicate`.
  public func handleDuplicate(_ handle: UInt32, rights: UInt32) throws(Status) -> UInt32 {
    try duplicateHandle(handle) { entry throws(Status) in
      guard entry.rights.contains(.duplicate) else { throw .accessDenied }
      return try entry.rights.narrowed(to: rights)
    }
  }

  /// `zx_handle_replace`. Rights that the handle does not have close it.
  public func handleReplace(_ handle: UInt32, rights: UInt32) throws(Status) -> UInt32 {
    do {
      return try replaceHandle(handle) { entry throws(Status) in try entry.rights.narrowed(to: rights) }
    } catch {
      try? removeHandle(handle)
      throw error
    }
  }
}

extension Rights {
  fileprivate func narrowed(to request: UInt32) throws(Status) -> Rights {
    let rights = Rights(rawValue: request)
    if rights == .sameRights { return self }
    guard rights.isSubset(of: self) else { throw .invalidArgs }
    return rights
  }
}
