/// What one client, or all of them, can take from the control socket.
public struct ControlLimits: Sendable {
  /// Connections at a time.
  public var clients = 16
  /// How many of them only administrators can have, so that others cannot lock them out.
  public var clientsForAdministrators = 4
  /// Bytes of one request.
  public var requestLength = 64 * 1024
  /// From a request's first byte to its last.
  public var requestTime = Duration.seconds(5)
  /// For the client to take in one reply.
  public var replyTime = Duration.seconds(5)
  /// Events that wait for a slow reader of Monitor; more are counted and dropped.
  public var events = 256

  public init() {}
}
