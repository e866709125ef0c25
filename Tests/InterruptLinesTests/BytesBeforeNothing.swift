import Glibc
import Testing

/// Bytes with a page behind them that cannot be read: who reads on ends the process.
struct BytesBeforeNothing: ~Copyable {
  private let pages: UnsafeMutableRawPointer
  private static let pageSize = sysconf(Int32(_SC_PAGESIZE))
  let bytes: UnsafeRawBufferPointer

  /// - Precondition: at most a page.
  init(_ content: some Collection<UInt8>) throws {
    let size = 2 * Self.pageSize
    let pages = try #require(mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
    try #require(pages != MAP_FAILED)
    try #require(mprotect(pages + Self.pageSize, Self.pageSize, PROT_NONE) == 0)
    let start = pages + Self.pageSize - content.count
    start.copyMemory(from: Array(content), byteCount: content.count)
    self.pages = pages
    bytes = UnsafeRawBufferPointer(start: start, count: content.count)
  }

  deinit { munmap(pages, 2 * Self.pageSize) }
}
