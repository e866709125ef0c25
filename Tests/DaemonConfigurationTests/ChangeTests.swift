import ControlInterface
import DaemonConfiguration
import InterruptLines
import Testing

@Suite("A change of the configuration")
struct ChangeTests {
  private func configuration(_ text: String, _ flags: ConfigurationFlags = ConfigurationFlags()) -> Configuration {
    var reader = ConfigurationReader()
    reader.apply(ConfigurationFile(path: "a.conf", text: text))
    #expect(reader.errors.isEmpty, "\(reader.errors)")
    return reader.configuration
  }

  private let old = """
    [Daemon]
    Socket=/old
    LogLevel=info
    [Device sim:a]
    Allow=root
    [Device sim:b]
    [Simulated a]
    Vectors=2
    """

  @Test("tells each setting that takes effect and each that cannot, and keeps the latter as it was")
  func settings() {
    let new = """
      [Daemon]
      Socket=/new
      LockMemory=yes
      LogLevel=debug
      [Device sim:a]
      Allow=*
      [Device sim:c]
      [Simulated a]
      Vectors=2
      [Limits]
      Clients=3
      """
    let change = ConfigurationChange(from: configuration(old), to: configuration(new))
    #expect(
      change.applied == [
        "[Daemon] LogLevel", "[Limits] Clients", "[Device sim:a] Allow", "[Device sim:c]",
        "[Device sim:b] (gone)",
      ])
    #expect(change.restart == ["[Daemon] Socket", "[Daemon] LockMemory"])
    #expect(change.effective.socket.path == "/old")
    #expect(change.effective.report.sections[0].settings.first?.source == "a.conf:2")
    // It is told again, for it still needs a restart.
    #expect(ConfigurationChange(from: change.effective, to: configuration(new)).restart == change.restart)
    #expect(ConfigurationChange(from: change.effective, to: configuration(new)).applied.isEmpty)
  }

  @Test("of the order of rules is one, for the first that matches decides")
  func order() {
    let change = ConfigurationChange(
      from: configuration("[Device sim:a]\n[Device sim:b]\n"), to: configuration("[Device sim:b]\n[Device sim:a]\n"))
    #expect(change.applied == ["the order of [Device] and [Line] sections"])
  }

  @Test("leaves a simulated device that is in use as it is")
  func inUse() {
    let changed = ConfigurationChange(
      from: configuration(old), to: configuration("[Simulated a]\nVectors=3\n"), simulatedInUse: ["a"])
    #expect(changed.restart == ["[Daemon] Socket", "[Simulated a] (in use)"])
    #expect(changed.effective.simulated.map(\.vectors) == [2])
    let gone = ConfigurationChange(from: configuration(old), to: configuration(""), simulatedInUse: ["a"])
    #expect(gone.effective.simulated.map(\.name) == ["a"])
    #expect(gone.effective.report.sections.last?.source == "a.conf:7")
  }
}
