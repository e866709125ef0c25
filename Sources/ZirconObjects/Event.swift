/// An object with signals and nothing else. Source: Zircon, event_dispatcher.cc.
public final class Event: KernelObject {
  public static var type: ObjectType { .event }
  public static var defaultRights: Rights { [.basic, .signal] }
  public static var settableSignals: Signals { [.user, .eventSignaled] }

  public let header = ObjectHeader()

  init() {}
}
