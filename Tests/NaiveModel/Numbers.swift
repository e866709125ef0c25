/// The numbers of Zircon's headers, written down a second time. Source: Zircon, zircon/errors.h, rights.h, types.h,
/// syscalls/object.h, syscalls/port.h.
public struct NaiveStatus: RawRepresentable, Error, Hashable, Sendable, CustomStringConvertible {
  public let rawValue: Int32

  public init(rawValue: Int32) { self.rawValue = rawValue }

  static let ok = NaiveStatus(rawValue: 0)
  static let notSupported = NaiveStatus(rawValue: -2)
  static let noResources = NaiveStatus(rawValue: -3)
  static let invalidArgs = NaiveStatus(rawValue: -10)
  static let badHandle = NaiveStatus(rawValue: -11)
  static let wrongType = NaiveStatus(rawValue: -12)
  static let outOfRange = NaiveStatus(rawValue: -14)
  static let badState = NaiveStatus(rawValue: -20)
  static let timedOut = NaiveStatus(rawValue: -21)
  static let shouldWait = NaiveStatus(rawValue: -22)
  static let canceled = NaiveStatus(rawValue: -23)
  static let notFound = NaiveStatus(rawValue: -25)
  static let alreadyBound = NaiveStatus(rawValue: -27)
  static let accessDenied = NaiveStatus(rawValue: -30)

  public var description: String {
    switch self {
    case .ok: "OK"
    case .notSupported: "NOT_SUPPORTED"
    case .noResources: "NO_RESOURCES"
    case .invalidArgs: "INVALID_ARGS"
    case .badHandle: "BAD_HANDLE"
    case .wrongType: "WRONG_TYPE"
    case .outOfRange: "OUT_OF_RANGE"
    case .badState: "BAD_STATE"
    case .timedOut: "TIMED_OUT"
    case .shouldWait: "SHOULD_WAIT"
    case .canceled: "CANCELED"
    case .notFound: "NOT_FOUND"
    case .alreadyBound: "ALREADY_BOUND"
    case .accessDenied: "ACCESS_DENIED"
    default: "status \(rawValue)"
    }
  }
}

enum ObjectType {
  static let event: UInt32 = 5
  static let port: UInt32 = 6
  static let interrupt: UInt32 = 9
  static let resource: UInt32 = 15
  static let msiAllocation: UInt32 = 32
}

enum Right {
  static let duplicate: UInt32 = 0x1
  static let transfer: UInt32 = 0x2
  static let read: UInt32 = 0x4
  static let write: UInt32 = 0x8
  static let getProperty: UInt32 = 0x40
  static let setProperty: UInt32 = 0x80
  static let signal: UInt32 = 0x1000
  static let signalPeer: UInt32 = 0x2000
  static let wait: UInt32 = 0x4000
  static let inspect: UInt32 = 0x8000
  static let same: UInt32 = 0x8000_0000
}

enum Signal {
  static let eventSignaled: UInt32 = 0x8
  static let untriggered: UInt32 = 0x10
  static let handleClosed: UInt32 = 0x80_0000
  static let user: UInt32 = 0xFF00_0000
}

enum Option {
  static let remap: UInt32 = 0x1
  static let modeMask: UInt32 = 0xE
  static let virtual: UInt32 = 0x10
  static let wakeVector: UInt32 = 0x20
  static let timestampMono: UInt32 = 0x40

  static let bind: UInt32 = 0
  static let unbind: UInt32 = 1
  static let bindToInterrupt: UInt32 = 1

  static let asyncTimestamp: UInt32 = 1
  static let asyncEdge: UInt32 = 2
  static let asyncBootTimestamp: UInt32 = 4

  static let irqResource: UInt32 = 1
  static let resourceKinds: UInt32 = 6
  static let exclusive: UInt32 = 0x1_0000

  static let msiX: UInt32 = 1
}

enum Topic {
  static let handleValid: UInt32 = 1
  static let handleBasic: UInt32 = 2
  static let resource: UInt32 = 18
  static let handleCount: UInt32 = 19
  static let msi: UInt32 = 28
  static let interrupt: UInt32 = 39
}

enum PacketType {
  static let user: UInt32 = 0
  static let signalOne: UInt32 = 1
  static let interrupt: UInt32 = 7
}

let waitManyLimit = 64
