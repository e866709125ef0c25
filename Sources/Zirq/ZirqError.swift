import CZircon

/// Why the daemon or one of its devices could not be reached.
public struct ZirqError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What the call returned.
  public let status: Status
  /// The same as a sentence for a person: what failed, on which path or device, why, and what to do.
  public let description: String

  /// An error of a program's own that looks like zirq's.
  ///
  /// - Parameters:
  ///   - status: What a call returned.
  ///   - description: The sentence for a person.
  public init(status: Status, description: String) {
    self.status = status
    self.description = description
  }

  /// Why the last call on this thread could not connect to the daemon, or why ``Interrupt/init(resource:vector:options:)``
  /// could not have the device, in the daemon's own words; empty if there is no more to say than the `Status` that was
  /// thrown, which has no room for it.
  public static var lastDescription: String { String(cString: zirq_error()) }

  /// Throws what a call of `zirq_*` returned, with the sentence that it left.
  static func check(_ status: zx_status_t) throws(ZirqError) {
    if status != ZX_OK { throw ZirqError(status: Status(rawValue: status), description: lastDescription) }
  }
}
