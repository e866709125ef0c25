import DeviceInventory
import Testing

@Suite("The reason of a refusal")
struct RefusalTests {
  @Test("comes to whoever collects it on the thread, and is forgotten with the next call")
  func collects() {
    let refusal = Refusal(limit: 511)
    let other = Refusal(limit: 511)
    Refusal.explain("nobody asks")
    refusal.collect {
      Refusal.explain("first")
      other.collect { Refusal.explain("second") }
    }
    #expect(refusal.sentence == "first" && other.sentence == "second")
    refusal.clear()
    #expect(refusal.sentence == nil)
  }

  @Test("is cut to whole characters", arguments: [(6, "zür"), (4, "zür"), (3, "zü"), (2, "z"), (1, "z"), (0, "")])
  func cut(limit: Int, kept: String) {
    let refusal = Refusal(limit: limit)
    refusal.collect { Refusal.explain("zür") }
    #expect(refusal.sentence == kept)
  }
}
