/// Why the tool ends without having done what it was asked to: a sentence for the person, a status for the script.
struct Failure: Error {
  var status: ExitStatus
  var message: String

  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }
}

/// Source: sysexits.h, EX_NOINPUT and so on; 128 + the signal's number is what a shell says of a killed program.
enum ExitStatus: Int32 {
  case failed = 1
  case usage = 64
  case noSuchDevice = 66
  case noDaemon = 69
  case tryAgain = 75
  case notPermitted = 77
  case badConfiguration = 78
  case interrupted = 130
  case brokenPipe = 141
}
