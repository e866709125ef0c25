// swift-tools-version: 6.2
import PackageDescription

let swift: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// _GNU_SOURCE is for the .c files alone: in a header that Swift reads it would change libc's own declarations.
let c: [CSetting] = [
  .define("_GNU_SOURCE"),
  .enableWarning("all"),
  .enableWarning("extra"),
  .treatAllWarnings(as: .error),
]

// `make fuzz` alone builds these, with libFuzzer's runtime, which `swift build` of everything else is without.
let fuzzers: [Target] =
  Context.environment["ZIRQ_FUZZ"] == nil
  ? []
  : [
    .target(name: "LibFuzzer", path: "Tests/Fuzz/LibFuzzer", cSettings: c),
    .target(name: "Expectation", path: "Tests/Fuzz/Expectation", swiftSettings: swift),
    .executableTarget(
      name: "zirq-fuzz-frames",
      dependencies: [
        "LibFuzzer", "Expectation", "BridgeServer", "DaemonLog", "DeviceInventory", "InterruptLines", "Sysfs",
        "ZirconObjects",
        "CLinuxInterrupt",
        "CWire",
        .product(name: "Logging", package: "swift-log"),
      ], path: "Tests/Fuzz/Frames", swiftSettings: swift),
    .executableTarget(
      name: "zirq-fuzz-configuration", dependencies: ["LibFuzzer", "Expectation", "DaemonConfiguration"],
      path: "Tests/Fuzz/Configuration", swiftSettings: swift),
    .executableTarget(
      name: "zirq-fuzz-requests",
      dependencies: [
        "LibFuzzer", "Expectation", "BridgeServer", "ControlInterface", "DeviceInventory", "ZirconObjects",
      ],
      path: "Tests/Fuzz/Requests", swiftSettings: swift),
  ]

let package = Package(
  name: "zirq",
  products: [
    .executable(name: "zirqd", targets: ["zirqd"]),
    .executable(name: "zirqctl", targets: ["zirqctl"]),
    .executable(name: "zirq-bench", targets: ["zirq-bench"]),
    .library(name: "Zirq", targets: ["Zirq"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
  ],
  targets: [
    // The client's side.
    .target(name: "CWire", cSettings: c),
    .target(
      name: "CZircon", dependencies: ["CWire"], exclude: ["libzirq.map", "library.mk", "zirq.pc.in"], cSettings: c),
    .target(
      name: "Zirq", dependencies: ["CZircon"], exclude: ["Package.swift.in", "package.mk"], swiftSettings: swift),

    // What both sides of the control socket speak.
    .target(name: "ControlInterface", swiftSettings: swift),

    // The kernel's files about devices, for the daemon and its tool.
    .target(name: "Sysfs", swiftSettings: swift),
    .target(name: "DriverBinding", dependencies: ["Sysfs"], swiftSettings: swift),

    .target(
      name: "DaemonLog", dependencies: ["ZirconObjects", .product(name: "Logging", package: "swift-log")],
      swiftSettings: swift),

    // The daemon's side, from the emulated kernel down to the real one.
    .target(name: "ZirconObjects", swiftSettings: swift),
    .target(name: "CLinuxInterrupt", cSettings: c),
    .systemLibrary(name: "CUdev", pkgConfig: "libudev", providers: [.apt(["libudev-dev"])]),
    .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
    .systemLibrary(name: "CInih", pkgConfig: "inih", providers: [.apt(["libinih-dev"])]),
    .target(
      name: "InterruptLines",
      dependencies: [
        "ZirconObjects", "Sysfs", "CLinuxInterrupt",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swift),
    .target(
      name: "DeviceInventory",
      dependencies: [
        "InterruptLines", "Sysfs", "ZirconObjects", "CUdev", "CLinuxInterrupt",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swift),
    .target(
      name: "BridgeServer",
      dependencies: [
        "ZirconObjects", "InterruptLines", "DeviceInventory", "ControlInterface", "DaemonLog", "Sysfs", "CWire",
        "CLinuxInterrupt",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swift),

    // What the daemon is told to do, apart from the daemon, so that tests and fuzzers can read files too.
    .target(
      name: "DaemonConfiguration",
      dependencies: [
        "BridgeServer", "ControlInterface", "DeviceInventory", "InterruptLines", "Sysfs", "ZirconObjects", "CInih",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swift),

    // The programs.
    .executableTarget(
      name: "zirqd",
      dependencies: [
        "BridgeServer", "ControlInterface", "DaemonConfiguration", "DaemonLog", "DeviceInventory", "InterruptLines",
        "Sysfs", "ZirconObjects", "CLinuxInterrupt", "CSystemd",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swift),
    .executableTarget(
      name: "zirqctl",
      dependencies: [
        "Zirq", "CZircon", "ControlInterface", "DriverBinding", "Sysfs",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swift),
    .executableTarget(
      name: "zirq-bench",
      dependencies: [
        "Zirq", "CLinuxInterrupt",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swift),

    // A client process and a daemon process, for the tests that need real ones.
    .executableTarget(
      name: "zirq-test-client", dependencies: ["CZircon"], path: "Tests/TestClient", cSettings: c),
    .executableTarget(
      name: "zirq-test-attacker", dependencies: ["CWire"], path: "Tests/TestAttacker", cSettings: c),
    .target(
      name: "TestDaemon", dependencies: ["CZircon", "ZirconObjects"], path: "Tests/TestDaemon", swiftSettings: swift),

    .target(name: "TransitionTable", path: "Tests/TransitionTable", swiftSettings: swift),

    // A second implementation of the objects, and what is held against it in random sequences of calls.
    .target(name: "NaiveModel", path: "Tests/NaiveModel", swiftSettings: swift),
    .target(
      name: "ModelSides", dependencies: ["CZircon", "NaiveModel", "ZirconObjects"], path: "Tests/ModelSides",
      swiftSettings: swift),
    .executableTarget(
      name: "zirq-model", dependencies: ["CZircon", "ModelSides", "NaiveModel", "TestDaemon", "zirqd"],
      path: "Tests/ModelRun", swiftSettings: swift),

    .testTarget(
      name: "ThreadTests", dependencies: ["CZircon", "TestDaemon", "ZirconObjects", "zirqd"],
      swiftSettings: swift),
    .testTarget(
      name: "ModelTests", dependencies: ["ModelSides", "NaiveModel", "TestDaemon", "zirq-model", "zirqd"],
      swiftSettings: swift),
    .testTarget(
      name: "ConformanceTests", dependencies: ["CZircon", "TestDaemon", "TransitionTable", "zirqd"],
      swiftSettings: swift),
    .testTarget(
      name: "ClientTests",
      dependencies: ["CZircon", "CWire", "TestDaemon", "ZirconObjects", "zirqd", "zirqctl", "zirq-test-client"],
      swiftSettings: swift),
    .testTarget(
      name: "AttackTests",
      dependencies: [
        "CWire", "CZircon", "NaiveModel", "TestDaemon", "zirqd", "zirq-test-attacker", "zirq-test-client",
      ],
      swiftSettings: swift),
    .testTarget(
      name: "ZirqTests", dependencies: ["CZircon", "Zirq", "TestDaemon", "zirqd"], swiftSettings: swift),
    .testTarget(
      name: "BridgeServerTests",
      dependencies: [
        "BridgeServer", "CWire", "DaemonLog", "DeviceInventory", "ZirconObjects",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: swift),
    .testTarget(
      name: "ZirconObjectsTests", dependencies: ["ZirconObjects", "TransitionTable"], swiftSettings: swift),
    .testTarget(
      name: "InterruptLinesTests",
      dependencies: [
        "InterruptLines", "ZirconObjects", "CLinuxInterrupt",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swift),
    .testTarget(
      name: "DeviceInventoryTests",
      dependencies: [
        "DeviceInventory", "InterruptLines", "Sysfs", "ZirconObjects", "CLinuxInterrupt", "zirq-inventory-events",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swift),
    // An inventory to be driven from outside, on devices that umockdev makes up.
    .executableTarget(
      name: "zirq-inventory-events", dependencies: ["DeviceInventory", "InterruptLines"], path: "Tests/InventoryEvents",
      exclude: ["events.py", "run"], swiftSettings: swift),
    .testTarget(
      name: "DaemonConfigurationTests", dependencies: ["ControlInterface", "DaemonConfiguration", "InterruptLines"],
      swiftSettings: swift),
    .testTarget(
      name: "DaemonLogTests",
      dependencies: ["DaemonLog", "ZirconObjects", .product(name: "Logging", package: "swift-log")],
      swiftSettings: swift),
    .testTarget(
      name: "DriverBindingTests", dependencies: ["DriverBinding", "Sysfs"], swiftSettings: swift),
    .testTarget(
      name: "ControlTests",
      dependencies: [
        "BridgeServer", "ControlInterface", "DaemonLog", "DeviceInventory", "InterruptLines", "Sysfs", "TestDaemon",
        "zirqctl", "zirqd",
        .product(name: "Logging", package: "swift-log"),
      ],
      exclude: ["metrics_samples.py", "schema_check.py", "varlink_client.py"],
      swiftSettings: swift),
  ] + fuzzers,
  cLanguageStandard: .gnu11
)
