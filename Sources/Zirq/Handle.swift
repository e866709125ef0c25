import CZircon

/// Owns one handle of this process and closes it at the end of its life.
///
/// It is an object of no known type: what an object of every type can be asked it can be asked, too. An untyped handle
/// becomes a typed one with `Interrupt(handle)` or `Port(handle)`, a typed one untyped with `takeHandle()`.
public struct Handle: ~Copyable, Sendable {
  /// The number that Zircon's calls take: what zirq offers in C alone can be called with it after `import CZircon`. It
  /// stays valid for as long as this owner lives.
  public let rawValue: zx_handle_t

  /// Takes over a handle that nobody else will close.
  public init(owning rawValue: zx_handle_t) { self.rawValue = rawValue }

  deinit { zx_handle_close(rawValue) }

  /// Gives the number away: whoever takes it closes it.
  public consuming func take() -> zx_handle_t {
    let rawValue = rawValue
    discard self
    return rawValue
  }

  /// The record of an information topic that has exactly one.
  func record<Record: BitwiseCopyable>(_ topic: zx_object_info_topic_t, _ empty: Record) throws(Status) -> Record {
    var record = empty
    try Status.check(zx_object_get_info(rawValue, topic, &record, MemoryLayout<Record>.size, nil, nil))
    return record
  }
}

extension Handle: SignalableObject {
  /// The same handle.
  public init(_ handle: consuming Handle) { self = handle }

  /// This handle itself. An accessor that lends, for what a getter returned would be a second owner.
  public var handle: Handle { _read { yield self } }

  /// The same handle.
  public consuming func takeHandle() -> Handle { self }
}
