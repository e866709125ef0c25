/// The packets of a port, as they come: ``Port/packets``.
///
/// - Each packet is taken from the port only when a task asks for one, and goes to exactly one of all that ask: the
///   iterators of this and other sequences, and the threads in ``Port/wait(until:)``.
/// - No thread of Swift's concurrency is blocked. Each iterator has a thread of its own, which waits in the daemon; it
///   ends with the iterator, with an error or with the task's cancellation.
/// - When the task is canceled the sequence ends, also while it waits. A packet that was taken in that very moment is
///   still handed out first, so that none is lost.
/// - It throws what a wait on the port answers, and ends: `Status.peerClosed` when the daemon has gone,
///   `Status.accessDenied` without the rights to duplicate the port's handle and to read, `Status.noResources` when there
///   can be no further thread.
public struct PortPackets: AsyncSequence, Sendable {
  /// A packet.
  public typealias Element = PortPacket
  /// What a wait on the port answers.
  public typealias Failure = Status

  /// The sequence's own handle, or why there is none: said when a packet is asked for.
  private let port: Result<SharedPort, Status>

  init(of port: borrowing Port) {
    do throws(Status) {
      self.port = .success(SharedPort(try port.duplicate()))
    } catch {
      self.port = .failure(error)
    }
  }

  /// Starts a thread that waits for packets when they are asked for. Any number of iterators may share the port.
  public func makeAsyncIterator() -> Iterator { Iterator(port) }

  /// Takes packets from a port, one when asked; for one task.
  ///
  /// Its copies are the same iterator, with the same thread: they end together, and a call of `next()` on one while
  /// another still awaits its own ends the program, as it does with `AsyncStream`. Tasks that share the work make an
  /// iterator each.
  public struct Iterator: AsyncIteratorProtocol {
    /// What it waits with; why it cannot; or nil at the end.
    private var reader: Result<PacketReader, Status>?

    fileprivate init(_ port: Result<SharedPort, Status>) {
      do throws(Status) {
        reader = .success(try PacketReader(try port.get()))
      } catch {
        reader = .failure(error)
      }
    }

    /// The next packet, once there is one.
    ///
    /// - Returns: nil when the task is or was canceled, or something was thrown.
    public mutating func next(
      isolation actor: isolated (any Actor)? = #isolation
    ) async throws(Status) -> PortPacket? {
      guard let reader else { return nil }
      do throws(Status) {
        if let packet = try await reader.get().next(isolation: actor) { return packet }
      } catch {
        self.reader = nil
        throw error
      }
      self.reader = nil
      return nil
    }

    /// The next packet, once there is one.
    ///
    /// - Returns: nil when the task is or was canceled, or something was thrown.
    public mutating func next() async throws(Status) -> PortPacket? { try await next(isolation: nil) }
  }
}

/// A port with several owners.
final class SharedPort: Sendable {
  let port: Port

  init(_ port: consuming Port) { self.port = port }
}
