import ControlInterface
import Testing

@Suite struct Introspection {
  @Test func serviceNamesItsInterfaces() throws {
    let socket = try ControlSocket()
    let info = try socket.connect().call(#"{"method":"org.varlink.service.GetInfo"}"#, ServiceInfo.self)
    #expect(info.product == "zirqd")
    #expect(info.version == zirqVersion)
    #expect(info.interfaces == ["org.varlink.service", "io.zirq.Control"])
  }

  @Test(arguments: ["org.varlink.service", "io.zirq.Control"])
  func everyInterfaceIsDescribed(name: String) throws {
    let socket = try ControlSocket()
    let reply = try socket.connect().call(
      #"{"method":"org.varlink.service.GetInterfaceDescription","parameters":{"interface":"\#(name)"}}"#,
      InterfaceDescriptionReply.self)
    #expect(reply.description.contains("\ninterface \(name)\n"))
  }

  @Test func theDescriptionDeclaresEveryMethod() {
    for method in ControlMethod.allCases {
      #expect(controlInterfaceDescription.contains("\nmethod \(method.rawValue)("))
    }
    for method in ServiceMethod.allCases {
      #expect(serviceInterfaceDescription.contains("\nmethod \(method.rawValue)("))
    }
  }

  @Test func unknownInterfacesMethodsAndUpgradesAreRefused() throws {
    let socket = try ControlSocket()
    let client = try socket.connect()
    #expect(throws: ControlError.interfaceNotFound(interface: "io.absent")) {
      try client.call(
        #"{"method":"org.varlink.service.GetInterfaceDescription","parameters":{"interface":"io.absent"}}"#)
    }
    #expect(throws: ControlError.interfaceNotFound(interface: "io.absent")) {
      try client.call(#"{"method":"io.absent.Method"}"#)
    }
    #expect(throws: ControlError.interfaceNotFound(interface: "")) { try client.call(#"{"method":"Method"}"#) }
    #expect(throws: ControlError.methodNotFound(method: "io.zirq.Control.Absent")) {
      try client.call(#"{"method":"io.zirq.Control.Absent"}"#)
    }
    #expect(throws: ControlError.methodNotImplemented(method: "io.zirq.Control.GetStatus")) {
      try client.call(#"{"method":"io.zirq.Control.GetStatus","upgrade":true}"#)
    }
  }
}
