// Holds the objects, or the C library with a daemon behind it, against the naive model in random sequences of calls:
//
//   zirq-model objects|library STEPS [SEED]
//
// What goes through the library goes to the objects as well, and both have to give every answer as often.
// ZIRQ_MODEL_STEPS and ZIRQ_MODEL_SEED take precedence. Ends with 1 at the first difference.
import CZircon
import Foundation
import ModelSides
import NaiveModel
import TestDaemon

let arguments = CommandLine.arguments.dropFirst()
let environment = ProcessInfo.processInfo.environment
guard let side = arguments.first,
  let steps = environment["ZIRQ_MODEL_STEPS"].flatMap({ Int($0) }) ?? arguments.dropFirst().first.flatMap({ Int($0) }),
  let seed = environment["ZIRQ_MODEL_SEED"].flatMap({ UInt64($0) }) ?? UInt64(arguments.dropFirst(2).first ?? "1")
else {
  print("usage: zirq-model objects|library STEPS [SEED]")
  exit(64)
}

print("\(side): \(steps) steps from seed \(seed)")
fflush(nil)
let begin = ContinuousClock.now
do {
  let coverage: Coverage
  switch side {
  case "objects": coverage = try ObjectsSide.comparison.run(steps: steps, seed: seed)
  case "library":
    let daemon = try TestDaemon(LibrarySide.configuration)
    guard zirq_connect(daemon.socket) == ZX_OK else { fatalError("\(String(cString: zirq_error()))") }
    coverage = try LibrarySide.comparison(daemon: daemon.pid) { try daemon.trigger($0, vector: $1) }
      .run(steps: steps, seed: seed)
    let onObjects = try ObjectsSide.comparison(LibrarySide.abilities).run(steps: steps, seed: seed)
    guard onObjects == coverage else {
      print("on the objects the same sequences have had other answers:\n\(onObjects)through the library:\n\(coverage)")
      exit(1)
    }
  default: fatalError("no such side: \(side)")
  }
  print(coverage)
  let seconds = (ContinuousClock.now - begin).formatted(.units(allowed: [.seconds], fractionalPart: .show(length: 1)))
  print("\(side): \(coverage.steps) steps from seed \(seed), no difference, \(seconds)")
} catch {
  print(error)
  exit(1)
}
