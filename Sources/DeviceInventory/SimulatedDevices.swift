import InterruptLines

/// The simulated devices that there are.
struct SimulatedDevices {
  /// One of them; changed in the configuration, it is another.
  struct Life {
    let device: SimulatedDevice
    let identity: DeviceIdentity
    /// Counts those with this name, from 1.
    let generation: UInt64
    /// By which its registers have their address.
    fileprivate let number: Int
  }

  private(set) var lives: [Life] = []
  /// How many there have been of each name.
  private var generations: [String: UInt64] = [:]

  init(_ settings: [SimulatedDeviceSettings]) {
    for settings in settings { _ = add(settings) }
  }

  /// - Returns: what has gone and what has come, and the names of those that have not changed as they were to, for they
  ///   are in use.
  mutating func change(
    to wanted: [SimulatedDeviceSettings], isInUse: (DeviceIdentity) -> Bool
  ) -> (removed: [Life], added: [Life], inUse: [String]) {
    let obsolete = lives.filter { !wanted.contains($0.device.settings) }
    let inUse = obsolete.filter { isInUse($0.identity) }
    let removed = obsolete.filter { life in !inUse.contains { $0.identity == life.identity } }
    lives.removeAll { life in removed.contains { $0.identity == life.identity } }
    var added: [Life] = []
    for settings in wanted where !lives.contains(where: { $0.device.settings.name == settings.name }) {
      added.append(add(settings))
    }
    return (removed, added, inUse.map(\.device.settings.name))
  }

  private mutating func add(_ settings: SimulatedDeviceSettings) -> Life {
    let number = (0...).first { number in !lives.contains { $0.number == number } } ?? 0
    let generation = generations[settings.name, default: 0] + 1
    generations[settings.name] = generation
    let device = SimulatedDevice(settings, number: number)
    let life = Life(
      device: device, identity: DeviceIdentity(simulated: device.name, generation: generation), generation: generation,
      number: number)
    lives.append(life)
    return life
  }
}
