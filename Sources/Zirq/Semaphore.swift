import Glibc

/// A count of posts that a thread waits for. Source: POSIX, sem_overview(7).
struct Semaphore: ~Copyable, @unchecked Sendable {
  // Sendable: the pointer never changes, and sem_post and sem_wait are made for several threads at once.
  private let semaphore: UnsafeMutablePointer<sem_t>

  init() throws(Status) {
    semaphore = .allocate(capacity: 1)
    guard sem_init(semaphore, 0, 0) == 0 else {
      semaphore.deallocate()
      throw .noResources
    }
  }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  func post() { sem_post(semaphore) }

  /// Takes one post; blocks the thread until there is one.
  func wait() {
    while sem_wait(semaphore) != 0 && errno == EINTR {}
  }
}
