import FoundationEssentials

/// A call as it travels. Source: varlink.org, "Method Call".
public struct VarlinkCall<Parameters: Codable & Sendable>: Codable, Sendable {
  /// The qualified name: interface, dot, method.
  public var method: String
  public var parameters: Parameters?
  /// The caller wants no reply, not even an error.
  public var oneway: Bool?
  /// The caller takes several replies; all but the last say `continues`.
  public var more: Bool?
  /// The caller wants to speak something else on the connection afterwards.
  public var upgrade: Bool?

  public init(method: String, parameters: Parameters?, more: Bool? = nil) {
    self.method = method
    self.parameters = parameters
    self.more = more
  }
}

/// A reply as it travels. Source: varlink.org, "Method Call".
public struct VarlinkReply<Parameters: Codable & Sendable>: Codable, Sendable {
  public var parameters: Parameters?
  /// More replies to the same call follow.
  public var continues: Bool?
  /// The qualified name of what went wrong.
  public var error: String?

  public init(parameters: Parameters?, continues: Bool? = nil, error: String? = nil) {
    self.parameters = parameters
    self.continues = continues
    self.error = error
  }
}

/// JSON as Varlink wants it, without the NUL byte that ends a message: JSON never contains one.
public enum VarlinkJSON {
  public static func encode(_ message: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(message))
  }

  public static func decode<Message: Decodable>(_ type: Message.Type, from bytes: [UInt8]) throws -> Message {
    try JSONDecoder().decode(type, from: Data(bytes))
  }
}
