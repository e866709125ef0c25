import ControlInterface

/// A call's parameters, refused when one of them has a name that the method does not know: an optional parameter that is
/// misspelt would otherwise be passed over without a word.
struct StrictCall<Parameters: MethodParameters>: Decodable {
  let parameters: Parameters

  private enum CodingKeys: CodingKey { case parameters }

  init(from decoder: any Decoder) throws {
    let call = try decoder.container(keyedBy: CodingKeys.self)
    // The object may be left out; that is the same as an empty one.
    guard call.contains(.parameters), try !call.decodeNil(forKey: .parameters) else {
      parameters = try VarlinkJSON.decode(Parameters.self, from: Array("{}".utf8))
      return
    }
    let names = try call.nestedContainer(keyedBy: ParameterName.self, forKey: .parameters)
    if let unknown = names.allKeys.first(where: { !Parameters.names.contains($0.stringValue) }) {
      throw DecodingError.dataCorruptedError(forKey: unknown, in: names, debugDescription: "no such parameter")
    }
    parameters = try call.decode(Parameters.self, forKey: .parameters)
  }
}

/// Any key of an object.
private struct ParameterName: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension DecodingError {
  /// The parameter that is missing, unknown or of the wrong type.
  var parameter: String {
    let path =
      switch self {
      case .keyNotFound(let key, let context): context.codingPath + [key]
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
        context.codingPath
      @unknown default: [any CodingKey]()
      }
    return path.last?.stringValue ?? "parameters"
  }
}
