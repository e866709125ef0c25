import Foundation

/// What this process has open, as Linux sees it. Source: Linux, proc(5).
enum PacketThreads {
  /// The threads that take packets from ports.
  static var count: Int {
    entries("task").count { task in
      (try? String(contentsOfFile: "/proc/self/task/\(task)/comm", encoding: .utf8)) == "zirq-packets\n"
    }
  }

  static var descriptorCount: Int { entries("fd").count }

  private static func entries(_ name: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/\(name)")) ?? []
  }
}
