/// What is held against the naive model: the real thing, with nothing but the calls of `Call`.
public protocol RealSide {
  /// Makes a step.
  ///
  /// - Parameters:
  ///   - expected: what the model does, which tells what to wait for where calls block in threads of their own.
  ///   - linesFire: whether lines deliver interrupts meanwhile, which they may do on threads of their own.
  mutating func perform(_ step: Step, expecting expected: Outcome, linesFire: Bool) -> Outcome
}

/// What a real side can be asked for.
public struct Abilities: Sendable {
  /// Whether every wait can be given up, and not only those on ports.
  public var givesUpEveryWait: Bool
  /// How many waits it can have at once.
  public var waits: Int

  public init(givesUpEveryWait: Bool, waits: Int) {
    self.givesUpEveryWait = givesUpEveryWait
    self.waits = waits
  }
}

/// Random sequences of calls on the real thing and on the naive model of it.
public struct Comparison<Side: RealSide> {
  /// Where they differ.
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  private let world: NaiveProcess.World
  private let abilities: Abilities
  private let makeSide: () throws -> Side

  /// - Parameter makeSide: makes the real thing anew, with nothing in it but the handles to the world's devices.
  public init(_ world: NaiveProcess.World, _ abilities: Abilities, makeSide: @escaping () throws -> Side) {
    self.world = world
    self.abilities = abilities
    self.makeSide = makeSide
  }

  /// Makes sequences from one seed after the other until there have been so many steps.
  ///
  /// - Returns: what the steps have seen.
  /// - Throws: `Failure` where the two differ, with the shortest sequence that was found in which they do.
  public func run(steps: Int, seed: UInt64, sequence length: Int = 300) throws -> Coverage {
    var coverage = Coverage()
    var seed = seed
    while coverage.steps < steps {
      let failed = try sequence(of: min(length, steps - coverage.steps), seed: seed, &coverage)
      if let (steps, difference) = failed { throw Failure(description: text(steps, difference, seed)) }
      seed &+= 1
    }
    return coverage
  }

  /// - Returns: the steps up to the first difference, and the difference; nil when there is none.
  private func sequence(
    of length: Int, seed: UInt64, _ coverage: inout Coverage
  ) throws -> ([Step], Difference)? {
    var calls = RandomCalls(seed: seed, abilities)
    var both = try Both(NaiveProcess(world), makeSide())
    var steps: [Step] = []
    var ending: [Call]?
    while true {
      if steps.count == length { ending = both.model.endingCalls.reversed() }
      guard let call = ending == nil ? calls.next(both.model) : ending?.popLast() else { return nil }
      let step = Step(number: steps.count, call: call)
      steps.append(step)
      switch both.perform(step) {
      case .success(let outcome): coverage.add(call, outcome)
      case .failure(let difference): return (steps, difference)
      }
    }
  }

  private func text(_ all: [Step], _ difference: Difference, _ seed: UInt64) -> String {
    let (steps, difference) = shortened(all, difference)
    return """
      the naive model differs; to see it again: ZIRQ_MODEL_SEED=\(seed) ZIRQ_MODEL_STEPS=\(all.count)
      \(steps.map { "  \($0)" }.joined(separator: "\n"))
      real:  \(difference.real)
      model: \(difference.model)
      """
  }

  /// Leaves steps out, first many at once, then one after the other, as long as the rest still ends in a difference; for
  /// two minutes at most, since a side that hangs takes its time.
  private func shortened(_ steps: [Step], _ difference: Difference) -> ([Step], Difference) {
    let deadline = ContinuousClock.now + .seconds(120)
    var steps = steps
    var difference = difference
    var count = steps.count / 2
    while count > 0 {
      var start = 0
      while start < steps.count, ContinuousClock.now < deadline {
        let rest = Array(steps[..<start] + steps[min(start + count, steps.count)...])
        if let (shorter, its) = try? firstDifference(rest) {
          steps = shorter
          difference = its
        } else {
          start += count
        }
      }
      count /= 2
    }
    return (steps, difference)
  }

  /// - Returns: the steps up to the first difference, and the difference; nil when there is none.
  private func firstDifference(_ steps: [Step]) throws -> ([Step], Difference)? {
    var both = try Both(NaiveProcess(world), makeSide())
    for (index, step) in steps.enumerated() {
      if case .failure(let difference) = both.perform(step) { return (Array(steps[...index]), difference) }
    }
    return nil
  }

  private struct Difference: Error {
    let real: Outcome
    let model: Outcome
  }

  private struct Both {
    var model: NaiveProcess
    var side: Side

    init(_ model: NaiveProcess, _ side: Side) {
      self.model = model
      self.side = side
    }

    mutating func perform(_ step: Step) -> Result<Outcome, Difference> {
      var ahead = model
      let expected = ahead.perform(step)
      let real = side.perform(step, expecting: expected, linesFire: ahead.linesFire)
      if real == expected {
        model = ahead
        return .success(real)
      }
      // Another of several waiting threads may have been woken as well.
      let other = model.isAmbiguous ? model.perform(step, hint: real.wakes) : expected
      return real == other ? .success(real) : .failure(Difference(real: real, model: other))
    }
  }
}

extension NaiveProcess {
  /// What brings the process to its end: every handle closed, and every wait given up that is left.
  var endingCalls: [Call] {
    handles.map { .handleClose($0.name) }
      + waits.compactMap { wait in if case .port = wait.target { .giveUp(step: wait.step) } else { nil } }
  }
}
