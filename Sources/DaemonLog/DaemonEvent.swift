import Logging

/// What an operator looks for in the journal. Each has an identifier of its own, for `journalctl MESSAGE_ID=`, and its
/// level; `docs/journal-and-metrics.md` lists them. Once published, an identifier never changes.
public enum DaemonEvent: String, CaseIterable, Sendable {
  /// zirqd serves its sockets.
  case started
  /// zirqd has been asked to end.
  case stopped
  /// A changed configuration is in force.
  case configurationReloaded = "configuration-reloaded"
  /// A configuration has mistakes and is not in force.
  case configurationRefused = "configuration-refused"
  /// A device has come.
  case deviceAdded = "device-added"
  /// A device has gone.
  case deviceRemoved = "device-removed"
  /// A client has opened a vector of a device.
  case lineOpened = "line-opened"
  /// It has let the vector go.
  case lineReleased = "line-released"
  /// A line has ended, for its device has gone or failed.
  case lineEnded = "line-ended"
  /// A line interrupted too fast with nobody silencing it and is held masked.
  case stormHeld = "storm-held"
  /// Something else went wrong with a device or a line; it may go on.
  case deviceFailed = "device-failed"
  /// The grace time of a removal is over; whoever still had the device has been killed, or is named.
  case removalExpired = "removal-expired"
  /// Something runs without a setting that the system refuses: a priority, processors, locked memory.
  case realTimeRefused = "real-time-refused"
  /// The access rules have kept a client from something; ZIRQ_RULE tells which of them.
  case denied
  /// Something that a client asked of a device could not be done.
  case callRefused = "call-refused"
  /// A process was refused a connection or a session.
  case clientRefused = "client-refused"
  /// A client has broken the rules of the wire and was cut off.
  case clientCutOff = "client-cut-off"
  /// A reply could not be sent to a client, which was cut off.
  case replyFailed = "reply-failed"

  /// 128 bits in hexadecimal. Source: systemd.journal-fields(7), MESSAGE_ID=.
  public var messageID: String {
    switch self {
    case .started: "5ebd9bc837114eeca38923fea71eb229"
    case .stopped: "900c8985f3fc4db3892334189535c05e"
    case .configurationReloaded: "caff939b16b249b197aad9bc214d3b76"
    case .configurationRefused: "23df7e696fee450584d72a3122ddbcb0"
    case .deviceAdded: "9d9543dc3f2144f08a6c0333dbad6827"
    case .deviceRemoved: "c27adb9e3f2c4085afb5c109bad6aab6"
    case .lineOpened: "159f416ea5504780931de60597b6fee4"
    case .lineReleased: "6ddf5721b00c4ac7bb89e1f66cdd01c2"
    case .lineEnded: "583d22baccf945939a01ef89e657fbff"
    case .stormHeld: "6bbbd2659abe4010974518dc55816947"
    case .deviceFailed: "20f6b65172d9496ab15d9c16fa953af7"
    case .removalExpired: "ae92f770320144a2a72a0fa0676911f4"
    case .realTimeRefused: "4e2dbaa6d411462d9a8db1736d0346db"
    case .denied: "2d0d00ad33c24be5be69f7409175c2ea"
    case .callRefused: "c29dc279e1934183b22c6dafbd12c3ff"
    case .clientRefused: "168f0f7e293e46468afb272d71bd1345"
    case .clientCutOff: "9e88164fdc164bb4805cc9eceac6a29e"
    case .replyFailed: "0bc414e24bdf44808518f1be811e2bb0"
    }
  }

  public var level: Logger.Level {
    switch self {
    case .started, .stopped, .deviceAdded, .deviceRemoved, .lineOpened, .lineReleased: .info
    case .configurationReloaded, .denied, .callRefused: .notice
    case .realTimeRefused, .clientRefused, .clientCutOff, .replyFailed: .warning
    case .configurationRefused, .lineEnded, .stormHeld, .deviceFailed, .removalExpired: .error
    }
  }
}
