/// The consumer's end of a thread that takes packets: the thread ends when this does.
final class PacketReader {
  private let thread: PacketThread

  init(_ port: SharedPort) throws(Status) { thread = try PacketThread.start(port) }

  deinit { thread.end() }

  /// The next packet; nil at the end, which is when the task is canceled.
  func next(isolation actor: isolated (any Actor)?) async throws(Status) -> PortPacket? {
    let answer = await withTaskCancellationHandler {
      await withUnsafeContinuation { thread.ask($0) }
    } onCancel: { [thread] in
      thread.end()
    }
    return try answer.get()
  }
}
