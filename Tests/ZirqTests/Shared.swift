/// One object for several threads: a class shares what cannot be copied.
final class Shared<Object: ~Copyable & Sendable>: Sendable {
  let object: Object

  init(_ object: consuming Object) { self.object = object }
}
