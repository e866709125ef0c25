import ZirconObjects

/// A line that can be looked at while it is in use. Thread-safe.
public protocol ObservableLine: InterruptLine {
  /// How it is re-armed. Constant.
  var rearmPath: RearmPath { get }

  var counts: LineCounts { get }

  /// Whether its device has gone. Its interrupt has been told; `detach` is still to be called.
  var hasEnded: Bool { get }
}
