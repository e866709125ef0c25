import Foundation
import Glibc
import Logging
import Testing
import ZirconObjects

@testable import DaemonLog

/// The journal's end of its socket.
private final class FakeJournal {
  let path = "/tmp/zirq-journal-\(UUID().uuidString.prefix(13))"
  private let descriptor: Int32

  init() throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) { [descriptor] address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0)
  }

  deinit {
    close(descriptor)
    unlink(path)
  }

  /// The fields of the next record that has come; nil when there is none.
  func record() -> [String: String]? {
    var buffer = [UInt8](repeating: 0, count: 16384)
    let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
    guard count >= 0 else { return nil }
    let lines = String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n")
    return Dictionary(
      uniqueKeysWithValues: lines.map { line in
        let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), String(parts[1]))
      })
  }
}

/// A pipe in the place of standard error.
private final class Lines {
  private let descriptors: [Int32]

  init() {
    var descriptors: [Int32] = [-1, -1]
    pipe(&descriptors)
    for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    self.descriptors = descriptors
  }

  deinit { for descriptor in descriptors { close(descriptor) } }

  var stream: LineStream { LineStream(descriptors[1]) }

  func closeReader() { dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), descriptors[0]) }

  func read() -> String {
    var waited = pollfd(fd: descriptors[0], events: Int16(POLLIN), revents: 0)
    guard poll(&waited, 1, 0) == 1 else { return "" }
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    return String(decoding: buffer[..<max(0, Glibc.read(descriptors[0], &buffer, buffer.count))], as: UTF8.self)
  }
}

/// One after the other: they look at the number of all records that were dropped.
@Suite("The daemon's log", .serialized)
struct JournalTests {
  private func logger(_ journal: FakeJournal?, _ lines: Lines) -> Logger {
    let handler = JournalLogHandler(journal: journal.map { JournalSocket(path: $0.path) }, lines: lines.stream)
    return Logger(label: "test") { _ in handler }
  }

  @Test("sends an event to the journal with its identifier and what it is about, each in a field")
  func fields() throws {
    let journal = try FakeJournal()
    let lines = Lines()
    let fields = EventFields(
      device: "pci:0000:03:00.0", vector: 7, clientPID: 42, clientUID: 1000, rule: "rule 2 (pci:0000:03:*)")
    EventLog(logger(journal, lines)).write(.denied, about: fields, "client 42 cannot open a device")
    #expect(
      journal.record() == [
        "MESSAGE": "client 42 cannot open a device", "PRIORITY": "5", "SYSLOG_IDENTIFIER": "zirqd",
        "MESSAGE_ID": DaemonEvent.denied.messageID, "ZIRQ_DEVICE": "pci:0000:03:00.0", "ZIRQ_VECTOR": "7",
        "ZIRQ_CLIENT_PID": "42", "ZIRQ_CLIENT_UID": "1000", "ZIRQ_RULE": "rule 2 (pci:0000:03:*)",
      ])
    #expect(lines.read() == "")
  }

  @Test("lets no client write a field or a line of its own")
  func cleaned() throws {
    let journal = try FakeJournal()
    let name = "sim:\nMESSAGE_ID=0\u{1b}[2J\u{2028}\u{202e}ü"
    EventLog(logger(journal, Lines())).write(.callRefused, about: EventFields(device: name), "no device \(name)")
    let record = try #require(journal.record())
    #expect(record["MESSAGE"] == "no device sim:?MESSAGE_ID=0?[2J??ü")
    #expect(record["ZIRQ_DEVICE"] == "sim:?MESSAGE_ID=0?[2J??ü")
    #expect(record["MESSAGE_ID"] == DaemonEvent.callRefused.messageID)
    let lines = Lines()
    EventLog(logger(nil, lines)).write(.callRefused, "no device \(name)")
    #expect(lines.read() == "zirqd: notice: no device sim:?MESSAGE_ID=0?[2J??ü\n")
  }

  @Test("leaves out what is no name of a field, and cuts what is too long")
  func names() throws {
    let journal = try FakeJournal()
    logger(journal, Lines()).error(
      "\(String(repeating: "ü", count: 10_000))",
      metadata: ["": "1", "a b": "2", "größe": "3", "Step_1": "4", "event": "made-up", "x=y\n": "5"])
    let record = try #require(journal.record())
    #expect(Set(record.keys) == ["MESSAGE", "PRIORITY", "SYSLOG_IDENTIFIER", "ZIRQ_STEP_1"])
    #expect(record["ZIRQ_STEP_1"] == "4")
    #expect(record["MESSAGE"].map { $0.utf8.count < 4096 && $0.allSatisfy { $0 == "ü" } } == true)
  }

  @Test("goes to standard error, with the priority in front, while the journal is away")
  func journalAway() throws {
    let lines = Lines()
    let logger = logger(try FakeJournal(), lines)  // It is gone again by now.
    logger.error("one")
    logger.info("two")
    #expect(lines.read() == "<3>one\n<6>two\n")
  }

  @Test("waits neither for a journal nor for a reader of its lines that does not read; what they lose is counted")
  func nobodyReads() throws {
    let journal = try FakeJournal()
    let lines = Lines()
    let logger = logger(journal, lines)
    let dropped = JournalLogHandler.dropped
    var written = 0
    let text = String(repeating: "x", count: 3000)
    while JournalLogHandler.dropped == dropped {
      logger.error("\(text)")
      written += 1
    }
    var kept = lines.read().split(separator: "\n").count
    while journal.record() != nil { kept += 1 }
    #expect(kept == written - 1)
    logger.error("and on")
    #expect(journal.record()?["MESSAGE"] == "and on")
  }

  @Test("survives that its reader has gone, and that there is none", arguments: [nil, -1] as [Int32?])
  func closed(descriptor: Int32?) {
    signal(SIGPIPE, SIG_IGN)
    let lines = Lines()
    lines.closeReader()
    let stream = descriptor.map { LineStream($0) } ?? lines.stream
    let handler = JournalLogHandler(journal: nil, lines: stream)
    let dropped = JournalLogHandler.dropped
    Logger(label: "test") { _ in handler }.error("nobody")
    #expect(JournalLogHandler.dropped == dropped + 1)
  }

  @Test("knows the journal by the file that systemd names")
  func stream() {
    var status = stat()
    fstat(0, &status)
    #expect(JournalSocket.isBehind(0, stream: "\(status.st_dev):\(status.st_ino)"))
    #expect(!JournalSocket.isBehind(0, stream: "\(status.st_dev):\(status.st_ino + 1)"))
    #expect(!JournalSocket.isBehind(0, stream: nil))
    #expect(!JournalSocket.isBehind(-1, stream: "\(status.st_dev):\(status.st_ino)"))
  }
}

@Suite("The events of the log")
struct EventTests {
  @Test("have identifiers of their own, 128 bits each, and the page lists them with their levels")
  func identifiers() throws {
    let root = URL(filePath: #filePath).appending(path: "../../..").standardized
    let page = try String(contentsOf: root.appending(path: "docs/journal-and-metrics.md"), encoding: .utf8)
    for event in DaemonEvent.allCases {
      #expect(event.messageID.wholeMatch(of: /[0-9a-f]{32}/) != nil)
      #expect(page.contains("| `\(event.rawValue)` | \(event.level) | `\(event.messageID)` |"), "\(event)")
    }
    #expect(Set(DaemonEvent.allCases.map(\.messageID)).count == DaemonEvent.allCases.count)
  }

  @Test("are written so often and no more, each by itself; the rest is counted, and told later")
  func bounds() {
    let time = Guarded(ContinuousClock.now)
    let lines = Lines()
    let handler = JournalLogHandler(journal: nil, lines: lines.stream)
    let log = EventLog(Logger(label: "test") { _ in handler }) { time.withLock { $0 } }
    for number in 0..<100 { log.write(.denied, "denied \(number)") }
    log.write(.deviceFailed, "another")
    var said = lines.read().split(separator: "\n")
    #expect(said.count == EventLog.records + 1)
    #expect(said.last == "zirqd: error: another")
    #expect(log.count(of: .denied) == 100 && log.unwritten == 80)
    time.withLock { $0 += EventLog.stretch + .seconds(1) }
    log.write(.denied, "once more")
    said = lines.read().split(separator: "\n")
    #expect(
      said == ["zirqd: notice: 80 more records of denied were not written", "zirqd: notice: once more"])
    #expect(log.count(of: .denied) == 101 && log.unwritten == 80)
  }
}
