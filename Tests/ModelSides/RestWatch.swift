import Foundation
import Glibc

/// Tells when a client and its daemon have come to rest: when every thread of both sleeps, except the one that asks.
///
/// A blocked call cannot be seen to block; but when nobody runs, it does. Two looks at all threads, between which none
/// has been switched to a processor, mean that all of them slept at once. Source: Linux, proc_pid_status(5).
struct RestWatch {
  private let tasks: [String]
  /// The thread that asks.
  private let own: String

  init(daemon: Int32) {
    own = URL(fileURLWithPath: "/proc/thread-self").resolvingSymlinksInPath().lastPathComponent
    tasks = ["/proc/self/task", "/proc/\(daemon)/task"]
  }

  func awaitRest() {
    var before = look()
    while true {
      let after = look()
      if let before, before == after { return }
      before = after
      sched_yield()
    }
  }

  /// How often each thread has gone to sleep; nil when one is awake.
  private func look() -> [String]? {
    var threads: [String] = []
    for directory in tasks {
      guard let entries = opendir(directory) else { return nil }
      defer { closedir(entries) }
      while let entry = readdir(entries) {
        let thread = withUnsafeBytes(of: &entry.pointee.d_name) { name in
          String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
        }
        if thread.hasPrefix(".") || thread == own { continue }
        guard let switches = switches(of: "\(directory)/\(thread)/status") else { return nil }
        threads.append(switches)
      }
    }
    return threads
  }

  /// - Returns: the thread's counts of switches; nil when it is awake or has ended.
  private func switches(of path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(file, &buffer, buffer.count)
    guard count > 0 else { return nil }
    let text = String(decoding: buffer[..<count], as: UTF8.self)
    guard text.contains("State:\tS"), let start = text.range(of: "voluntary_ctxt_switches:") else { return nil }
    return path + text[start.lowerBound...]
  }
}
