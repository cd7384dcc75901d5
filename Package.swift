// swift-tools-version:6.2
// The house of costguard. An arrow here is a permission: CI builds with
// `--explicit-target-dependency-import-check error`, so a room imports what stands here and nothing else.
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
]

let package = Package(
    name: "costguard",
    products: [.executable(name: "costguard", targets: ["costguard"])],
    dependencies: [
        // The command line: parsing, help, "did you mean", completion scripts.
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        // SQLite: migrations, pooled connections, ordinary queries. GRDBSQLite is its door to the C API.
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        // YAML for rules and configuration, with line and column of every node.
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        // Sockets and HTTP/1 parsing for the simulated AWS; raw enough to send broken answers.
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    ],
    targets: [
        // Level 0: pure. No network, disk, environment, clock or randomness.
        room("CostModel", []),
        room("Planning", ["CostModel"]),
        room("Reporting", ["CostModel"]),

        // Level 1: adapters. Each speaks to one thing outside.
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // libcurl's variadic functions, which Swift cannot call, by fixed signatures.
        .target(name: "CCurlShim", dependencies: ["CCurl"]),
        room("AWSAPI", ["CCurl", "CCurlShim", "COpenSSL", "CZlib", "CostModel"]),
        room("Scanning", ["AWSAPI", "CostModel"]),
        room("SQLite", [sqlite, "CostModel"]),
        room("Storage", ["SQLite", grdb, sqlite, "CostModel"]),
        room("YAML", [yams, "CostModel"]),
        room("Kinds", ["YAML", "CostModel"]),
        room("RuleEngine", ["SQLite", sqlite, "YAML", "CostModel"]),
        room("Actuation", ["AWSAPI", "CostModel"]),
        room("Notifying", ["AWSAPI", "CostModel"]),
        room("StateStore", ["AWSAPI", "CZlib", "CostModel"]),

        // Level 2: use cases. They know ports, not adapters.
        room("Pipeline", ["CostModel", "Planning", "Reporting"]),

        // Beside: a small AWS on loopback, for the demo.
        room("SimulatedAWS", ["COpenSSL", "CostModel"] + nio),

        // The rule files and the price list, inside the binary.
        .target(name: "CAssets"),
        // How many heaps glibc keeps, which Swift's own module of it does not reach.
        .target(name: "CHeap"),
        // Core dumps and access lists, likewise.
        .target(name: "CProcess"),

        // Level 3: the command line and the composition root.
        .executableTarget(
            name: "costguard",
            dependencies: [
                "CostModel", "Planning", "Reporting", "AWSAPI", "Scanning", "Storage", "RuleEngine",
                "Actuation", "Notifying", "StateStore", "Pipeline", "YAML", "Kinds", "SimulatedAWS", "CAssets", "CHeap",
                "CProcess", yams, arguments,
            ],
            swiftSettings: settings),

        // The AWS that benchmarks measure against; never installed.
        .executableTarget(
            name: "BenchServer", dependencies: ["FaultyAWS", "SimulatedAWS", arguments], path: "Benchmarks/Server",
            swiftSettings: settings),

        // How fast a large account is judged; never installed.
        .executableTarget(
            name: "JudgeBench",
            dependencies: ["CostModel", "Planning", "Storage", "RuleEngine", "YAML", "CAssets", sqlite],
            path: "Benchmarks/Judge", swiftSettings: settings),

        // Millions of bad inputs for every reader; never installed.
        .executableTarget(
            name: "Fuzz", dependencies: ["Proving", "CAssets", arguments], path: "Benchmarks/Fuzz",
            swiftSettings: settings),

        // A transport that replays answers, for the tests of the rooms that speak to AWS.
        .target(name: "ScriptedAWS", dependencies: ["AWSAPI"], path: "Tests/ScriptedAWS", swiftSettings: settings),
        // The simulated AWS with checks, more actions, faults, limits and load.
        .target(
            name: "FaultyAWS", dependencies: ["SimulatedAWS", "COpenSSL", "CZlib"] + Array(nio.prefix(1)),
            path: "Tests/FaultyAWS", swiftSettings: settings),
        // Bad inputs for every reader of bytes from outside, XML beside another reader, databases from outside.
        .target(
            name: "Proving",
            dependencies: [
                "AWSAPI", "Scanning", "Actuation", "Notifying", "RuleEngine", "YAML", "FaultyAWS", "SimulatedAWS",
                "CostModel", sqlite,
            ],
            path: "Tests/Proving", swiftSettings: settings),
        // A kind of resource for the rooms that read no files of kinds.
        .target(name: "KindSamples", dependencies: ["CostModel"], path: "Tests/KindSamples", swiftSettings: settings),
        // Starting programs from tests.
        .target(name: "Spawning", path: "Tests/Spawning", swiftSettings: settings),
        tests("CostModelTests", ["CostModel", "CAssets"]),
        tests("PlanningTests", ["Planning", "Reporting", "CostModel", "KindSamples"]),
        tests("ReportingTests", ["Reporting", "CostModel", "COpenSSL"], exclude: ["Golden"]),
        tests("AWSAPITests", ["AWSAPI", "Proving", "Spawning"], exclude: ["Oracle"]),
        tests(
            "ScanningTests",
            [
                "Scanning", "ScriptedAWS", "FaultyAWS", "SimulatedAWS", "Spawning", "Kinds", "YAML", "AWSAPI",
                "CostModel",
            ]),
        tests("ActuationTests", ["Actuation", "ScriptedAWS", "AWSAPI", "CostModel"]),
        tests("NotifyingTests", ["Notifying", "ScriptedAWS", "AWSAPI", "CostModel"]),
        tests("StateStoreTests", ["StateStore", "AWSAPI", "CostModel"]),
        tests(
            "StorageTests", ["Storage", "SQLite", "Proving", grdb, sqlite, "CostModel", "KindSamples"],
            exclude: ["Earlier"]),
        tests("RuleEngineTests", ["RuleEngine", "Kinds", "YAML", "SQLite", "CostModel", "KindSamples"]),
        tests("KindsTests", ["Kinds", "YAML", "Reporting", "CostModel", "Spawning"], exclude: ["Oracle"]),
        tests("SimulatedAWSTests", ["FaultyAWS", "SimulatedAWS", "CZlib", "Spawning"], exclude: ["Oracle"]),
        // The meter against a truth that is reckoned by itself: a simulated account, 30 days in seconds.
        tests("HonestyTests", ["CostModel", "Storage", "Pipeline", "RuleEngine", "YAML"]),
        // Whole runs: the true client, database and rules against the simulated AWS.
        tests(
            "PipelineTests",
            [
                "Pipeline", "Planning", "Scanning", "Storage", "RuleEngine", "Actuation", "Notifying", "AWSAPI",
                "Kinds",
                "YAML", "FaultyAWS", "SimulatedAWS", "CostModel", "Proving",
            ]),
        tests(
            "HouseTests",
            [
                "costguard", "CostModel", "Planning", "Reporting", "RuleEngine", "YAML", "Kinds", "FaultyAWS",
                "SimulatedAWS", "Spawning",
            ],
            exclude: ["Machine"]),
        // The binary, as cron and people call it.
        tests(
            "CommandTests",
            ["costguard", "CostModel", "RuleEngine", "YAML", "FaultyAWS", "SimulatedAWS", "Spawning", "Proving"]),
    ]
)

// `scripts/test Planning` names a room: then its tests, and what they are built from, are all there is.
if let room = Context.environment["COSTGUARD_ROOM"] {
    var kept: Set<String> = []
    var next = ["\(room)Tests"]
    while let name = next.popLast() {
        guard kept.insert(name).inserted else { continue }
        for case .byNameItem(let used, _) in package.targets.first(where: { $0.name == name })?.dependencies ?? [] {
            next.append(used)
        }
    }
    package.targets.removeAll { !kept.contains($0.name) }
    if !kept.contains("costguard") { package.products = [] }
}

// CI sets it: its simulated months are minutes of CPU, which optimised rooms spend half of. By hand nothing is
// optimised, for what is edited builds faster so.
if Context.environment["COSTGUARD_OPTIMISED"] != nil {
    for target in package.targets where target.type == .regular || target.type == .executable {
        target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(["-O"], .when(configuration: .debug))]
    }
}
