import CZircon

/// An object that a program can make assert signals.
public protocol SignalableObject: WaitableObject, ~Copyable {}

extension SignalableObject where Self: ~Copyable {
  /// Makes the object assert some signals and no longer assert others.
  ///
  /// - Parameters:
  ///   - clear: What it shall not assert; cleared first.
  ///   - set: What it shall assert.
  /// - Throws: `Status.invalidArgs` for a signal that is not the user's, nor `Signals.signaled` of an ``Event``;
  ///   `Status.accessDenied` without the right to signal. Source: Zircon, zx_object_signal().
  public func signal(clear: Signals = [], set: Signals = []) throws(Status) {
    try Status.check(zx_object_signal(handle.rawValue, clear.rawValue, set.rawValue))
  }
}
