import Testing

@testable import InterruptLines

@Suite("A set of processors")
struct ProcessorSetTests {
  @Test(
    "is written as in systemd's CPUAffinity=, and told as the kernel does",
    arguments: [
      ("0", "0"), ("0 2-3", "0,2-3"), ("3,2 0,1", "0-3"), ("7-7", "7"), ("0-2\t1-4", "0-4"), ("1023", "1023"),
    ])
  func reading(_ text: String, _ list: String) throws {
    #expect(try ProcessorSet(parsing: text).description == list)
  }

  @Test(
    "is refused when it is none", arguments: ["", " ", "-", "1-", "-1", "3-2", "1-2-3", "x", "1024", "0-70000", "+"])
  func refusal(_ text: String) {
    #expect(throws: ProcessorSet.Malformed.self) { try ProcessorSet(parsing: text) }
  }
}
