import NaiveModel

/// What the processes of all sides find, so that the same sequences make sense on each.
enum World {
  static let devices = [
    NaiveProcess.World.Device(vectors: 1, isLevel: true), NaiveProcess.World.Device(vectors: 4, isLevel: false),
  ]
  /// Few, so that a port is full now and then.
  static let packetLimit = 3
}
