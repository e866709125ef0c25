import ZirconObjects

/// A line that can be looked at while it is in use. Thread-safe.
public protocol ObservableLine: InterruptLine {
  /// How it is re-armed. Constant.
  var rearmPath: RearmPath { get }

  var counts: LineCounts { get }

  var latencies: LineLatencies { get }

  /// Where its timestamps are really taken, whatever its settings ask for. Constant.
  var timestamps: TimestampSource { get }

  /// Whether its device has gone. Its interrupt has been told; `detach` is still to be called.
  var hasEnded: Bool { get }

  /// How often its thread has come back from its wait for an interrupt, with one or because of `wake()`. One that does not
  /// go on is stuck or starved.
  var turns: UInt64 { get }

  /// Brings its thread back from its wait, which no client notices; unless the thread is just about to begin one, so it is
  /// to be called again until `turns` has changed.
  func wake()

  /// Lets go of a line that the storm guard holds (`isHeld`): it is re-armed, and counting starts anew. Does nothing to
  /// any other.
  func release()
}
