import ZirconObjects

/// A line that can be looked at while it is in use. Thread-safe.
public protocol ObservableLine: InterruptLine {
  /// How it is re-armed. Constant.
  var rearmPath: RearmPath { get }

  var counts: LineCounts { get }

  /// Where its timestamps are really taken, whatever its settings ask for. Constant.
  var timestamps: TimestampSource { get }

  /// Whether its device has gone. Its interrupt has been told; `detach` is still to be called.
  var hasEnded: Bool { get }

  /// Lets go of a line that the storm guard holds (`isHeld`): it is re-armed, and counting starts anew. Does nothing to
  /// any other.
  func release()
}
