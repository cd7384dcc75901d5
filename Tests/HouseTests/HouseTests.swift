// The map of the house is the house: rooms and arrows stand in Sources/README.md as in Package.swift.

import Foundation
import Testing

@Suite struct HouseTests {
    @Test("Sources/README.md has every room of Package.swift, and no other")
    func rooms() throws {
        let package = PackageMap(manifest: try Repository.text("Package.swift"))
        #expect(try Self.map().keys.sorted() == package.imports.keys.sorted())
    }

    @Test("Sources/README.md draws the arrows of Package.swift")
    func arrows() throws {
        let package = PackageMap(manifest: try Repository.text("Package.swift"))
        for (room, imports) in try Self.map() {
            #expect(imports == package.imports[room], "the imports of \(room)")
        }
    }

    @Test("every room has a directory, and every directory a room")
    func directories() throws {
        let package = PackageMap(manifest: try Repository.text("Package.swift"))
        let entries = try FileManager.default.contentsOfDirectory(atPath: Repository.path + "/Sources")
        #expect(entries.filter { !$0.contains(".") }.sorted() == package.imports.keys.sorted())
    }

    @Test("every file and folder that the map names is there")
    func places() throws {
        let there = ["Sources", "Tests"].flatMap { top in
            FileManager.default.enumerator(atPath: "\(Repository.path)/\(top)")?.map { "/\(top)/\($0)" } ?? []
        }
        let spans = try Repository.text("Sources/README.md").matches(of: /`([^` ]+)`/).map { String($0.output.1) }
        let named = spans.filter { $0.hasSuffix(".swift") || $0.contains("/") && !$0.contains("rules/") }
        try #require(named.count > 20)
        for place in named {
            // `GuardrailCheck*.swift` stands for several.
            let parts = place.components(separatedBy: "*")
            #expect(
                Repository.exists(place)
                    || there.contains { path in
                        path.hasSuffix(parts[parts.count - 1])
                            && (parts.count == 1 ? path.hasSuffix("/" + place) : path.contains("/" + parts[0]))
                    }, "the map names \(place)")
        }
    }

    @Test("pull requests pass .ci/run, in a workflow that may only read and pins what it uses")
    func workflow() throws {
        let lines = try Repository.text(".github/workflows/ci.yml").components(separatedBy: "\n")
            .map { $0.trimmingCharacters(in: .whitespaces) }
        #expect(lines.contains("pull_request:") && lines.contains("- run: .ci/run"))
        #expect(
            lines.filter { $0.hasPrefix("permissions") || $0.hasSuffix(": read") || $0.hasSuffix(": write") } == [
                "permissions:", "contents: read",
            ])
        let used = lines.filter { $0.contains("uses:") }
        #expect(used.allSatisfy { $0.contains(/^- uses: actions\/checkout@v\d+\.\d+\.\d+$/) }, "\(used)")
    }

    @Test("a manifest is read with its arrows")
    func manifestIsRead() {
        let package = PackageMap(
            manifest: """
                let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
                targets: [
                    room("Model", []),
                    // room("Gone", ["Model"]),
                    .systemLibrary(name: "CLib", pkgConfig: "lib", providers: [.apt(["lib-dev"])]),
                    .target(name: "CPlain"),
                    room("Store", [grdb, "Model"]),
                    room("Server", ["CLib"] + nio),
                    .target(name: "Stub", dependencies: ["Model"], path: "Tests/Stub"),
                    tests("StoreTests", ["Store"]),
                ]
                """)
        #expect(
            package.imports == [
                "Model": [], "CLib": [], "CPlain": [], "Store": ["GRDB", "Model"],
                "Server": ["CLib", "NIOCore", "NIOPosix", "NIOHTTP1"],
            ])
    }

    /// The table rows of the map: a room and what it imports.
    private static func map() throws -> [String: Set<String>] {
        let rows = try Repository.text("Sources/README.md").components(separatedBy: "\n").filter { $0.hasPrefix("| `") }
        return rows.reduce(into: [:]) { map, row in
            let cells = row.components(separatedBy: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            let imports = cells[2].components(separatedBy: " ").filter { !$0.isEmpty && $0 != "nothing" }
            map[cells[1].trimmingCharacters(in: CharacterSet(charactersIn: "`"))] = Set(imports)
        }
    }
}
