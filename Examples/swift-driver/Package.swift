// swift-tools-version: 6.2
import PackageDescription

// Where `make install` has put zirq's Swift package; the Makefile asks pkg-config.
let zirq = Context.environment["ZIRQ_SWIFT"] ?? "/usr/local/share/zirq/swift"

let package = Package(
  name: "swift-driver",
  dependencies: [.package(name: "zirq", path: zirq)],
  targets: [
    .executableTarget(name: "swift-driver", dependencies: [.product(name: "Zirq", package: "zirq")])
  ]
)
