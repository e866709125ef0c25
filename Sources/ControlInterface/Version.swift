/// The version of the daemon and its tool, which are released together.
public let zirqVersion = "0.4.0"
