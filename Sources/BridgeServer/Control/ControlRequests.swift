import ControlInterface
import DeviceInventory

/// From the bytes of a request to the bytes of its reply: Varlink's rules for calls, and the methods of both interfaces.
struct ControlRequests: Sendable {
  let daemon: any ControlledDaemon
  let isAdministrator: @Sendable (Peer) -> Bool
  let limits: ControlLimits
  /// Control connections there are now.
  let clientCount: @Sendable () -> Int

  enum Outcome {
    case reply([UInt8])
    /// Done, and the caller wants to hear nothing of it.
    case silence
    /// Answer with events until the client leaves.
    case monitor
    /// Not a call at all; the connection has no way to go on.
    case malformed
  }

  func answer(_ message: [UInt8], from peer: Peer) -> Outcome {
    guard let call = try? VarlinkJSON.decode(VarlinkCall<NoParameters>.self, from: message) else { return .malformed }
    do throws(ControlError) {
      guard call.upgrade != true else { throw .methodNotImplemented(method: call.method) }
      let name = QualifiedName(call.method)
      switch name.interface {
      case ControlMethod.interface:
        guard let method = ControlMethod(rawValue: name.member) else { throw .methodNotFound(method: call.method) }
        if method == .monitor, call.more == true, call.oneway != true {
          _ = try parameters(NoParameters.self, of: message)
          return .monitor
        }
        return try perform(method, message, peer, oneway: call.oneway == true)
      case ServiceMethod.interface:
        guard let method = ServiceMethod(rawValue: name.member) else { throw .methodNotFound(method: call.method) }
        return try perform(method, message, oneway: call.oneway == true)
      default:
        throw .interfaceNotFound(interface: name.interface)
      }
    } catch {
      return call.oneway == true ? .silence : reply(error)
    }
  }

  // MARK: Methods

  private func perform(
    _ method: ControlMethod, _ message: [UInt8], _ peer: Peer, oneway: Bool
  ) throws(ControlError) -> Outcome {
    switch method {
    case .getStatus:
      _ = try parameters(NoParameters.self, of: message)
      var status = daemon.status()
      status.limits.append(LimitReport(name: "control clients", used: clientCount(), maximum: limits.clients))
      return reply(status, oneway)
    case .getMetrics:
      _ = try parameters(NoParameters.self, of: message)
      return reply(MetricsReply(metrics: daemon.metrics()), oneway)
    case .listDevices:
      _ = try parameters(NoParameters.self, of: message)
      return reply(DevicesReply(devices: daemon.devices(for: peer)), oneway)
    case .getDevice:
      let parameters = try parameters(GetDeviceParameters.self, of: message)
      return reply(DeviceReply(device: try daemon.device(named: parameters.name, for: peer)), oneway)
    case .listClients:
      _ = try parameters(NoParameters.self, of: message)
      return reply(ClientsReply(clients: daemon.clients()), oneway)
    case .trigger:
      try trigger(try parameters(TriggerParameters.self, of: message), peer)
      return reply(NoParameters(), oneway)
    case .release:
      let parameters = try parameters(ReleaseParameters.self, of: message)
      let vector = try vector(parameters.vector)
      try daemon.release(parameters.device, vector: vector, by: peer, isAdministrator: isAdministrator(peer))
      return reply(NoParameters(), oneway)
    case .selfTest:
      let parameters = try parameters(DeviceParameters.self, of: message)
      let tests = try daemon.selfTest(parameters.device, by: peer, isAdministrator: isAdministrator(peer))
      return reply(SelfTestReply(tests: tests), oneway)
    case .diagnose:
      let parameters = try parameters(DeviceParameters.self, of: message)
      let diagnosis = try daemon.diagnose(parameters.device, for: peer, isAdministrator: isAdministrator(peer))
      return reply(diagnosis, oneway)
    case .setLogLevel:
      let parameters = try parameters(SetLogLevelParameters.self, of: message)
      try requireAdministrator(peer, to: "change the log level")
      try daemon.setLogLevel(parameters.level, by: peer)
      return reply(NoParameters(), oneway)
    case .getConfiguration:
      _ = try parameters(NoParameters.self, of: message)
      return reply(daemon.configuration(), oneway)
    case .reload:
      _ = try parameters(NoParameters.self, of: message)
      try requireAdministrator(peer, to: "have zirqd read its configuration again")
      return reply(try daemon.reload(by: peer), oneway)
    case .monitor:
      _ = try parameters(NoParameters.self, of: message)
      return reply(EventReply(event: .ready()), oneway)
    }
  }

  private func perform(_ method: ServiceMethod, _ message: [UInt8], oneway: Bool) throws(ControlError) -> Outcome {
    switch method {
    case .getInfo:
      _ = try parameters(NoParameters.self, of: message)
      let interfaces = [ServiceMethod.interface, ControlMethod.interface]
      return reply(
        ServiceInfo(vendor: "zirq", product: "zirqd", version: zirqVersion, url: "", interfaces: interfaces), oneway)
    case .getInterfaceDescription:
      let wanted = try parameters(InterfaceParameters.self, of: message).interface
      let description =
        switch wanted {
        case ServiceMethod.interface: serviceInterfaceDescription
        case ControlMethod.interface: controlInterfaceDescription
        default: throw .interfaceNotFound(interface: wanted)
        }
      return reply(InterfaceDescriptionReply(description: description), oneway)
    }
  }

  private func trigger(_ parameters: TriggerParameters, _ peer: Peer) throws(ControlError) {
    guard let target = TriggerTarget(parameters.device) else {
      throw .invalidArgument(
        argument: "device", reason: "virtual: is followed by an interrupt's koid, as in virtual:1030")
    }
    let vector = try vector(parameters.vector)
    let count = parameters.count ?? 1
    let counts = TriggerParameters.counts
    guard counts.contains(count) else {
      throw .invalidArgument(
        argument: "count", reason: "count is a number from \(counts.lowerBound) to \(counts.upperBound)")
    }
    try daemon.trigger(
      target, vector: vector, count: count, by: peer, isAdministrator: isAdministrator(peer))
  }

  private func vector(_ parameter: Int?) throws(ControlError) -> UInt32 {
    guard let vector = UInt32(exactly: parameter ?? 0) else {
      throw .invalidArgument(argument: "vector", reason: "a vector is a number from 0 on")
    }
    return vector
  }

  private func requireAdministrator(_ peer: Peer, to action: String) throws(ControlError) {
    guard isAdministrator(peer) else {
      throw .notPermitted(reason: "only root and zirqd's administrators may \(action)")
    }
  }

  // MARK: Messages

  private func parameters<Parameters: MethodParameters>(
    _ type: Parameters.Type, of message: [UInt8]
  ) throws(ControlError) -> Parameters {
    do {
      return try VarlinkJSON.decode(StrictCall<Parameters>.self, from: message).parameters
    } catch let error as DecodingError {
      throw .invalidParameter(parameter: error.parameter)
    } catch {
      throw .invalidParameter(parameter: "parameters")
    }
  }

  private func reply(_ parameters: some Codable & Sendable, _ oneway: Bool) -> Outcome {
    oneway ? .silence : Self.encode(VarlinkReply(parameters: parameters)).map(Outcome.reply) ?? .malformed
  }

  private func reply(_ error: ControlError) -> Outcome {
    Self.encode(error).map(Outcome.reply) ?? .malformed
  }

  static func encode(_ error: ControlError) -> [UInt8]? {
    encode(VarlinkReply(parameters: error.parameters, error: error.qualifiedName))
  }

  /// Nil for a number that JSON cannot hold; no reply has one.
  static func encode(_ reply: VarlinkReply<some Codable & Sendable>) -> [UInt8]? {
    try? VarlinkJSON.encode(reply)
  }
}

/// "io.zirq.Control.GetStatus" in its two parts. A name without a dot is a method of no interface.
private struct QualifiedName {
  let interface: String
  let member: String

  init(_ text: String) {
    let dot = text.lastIndex(of: ".")
    interface = dot.map { String(text[..<$0]) } ?? ""
    member = dot.map { String(text[text.index(after: $0)...]) } ?? text
  }
}
