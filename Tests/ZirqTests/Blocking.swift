import Foundation

/// A call that blocks, on a thread of its own that runs from now on: none of Swift's concurrency is held.
struct Blocking<Value: Sendable>: Sendable {
  private let result: AsyncStream<Value>

  init(_ body: @escaping @Sendable () -> Value) {
    let (stream, continuation) = AsyncStream<Value>.makeStream()
    result = stream
    Thread.detachNewThread {
      continuation.yield(body())
      continuation.finish()
    }
  }

  /// What the call has returned, once it has.
  var value: Value {
    get async {
      for await value in result { return value }
      preconditionFailure("the thread has ended, and so the stream has its value")
    }
  }
}
