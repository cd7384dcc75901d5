// Where configuration and state live, by the XDG base directory specification.

import Foundation
import StateStore

/// The files of one user.
struct Paths {
    let configuration: String
    /// A file, or `s3://bucket/key`.
    private(set) var database: String
    /// What stands beside the database: where that is in S3, in the usual place.
    private var besides: String

    /// The directory of one's own rules, beside the configuration.
    var ownRules: String { (configuration as NSString).deletingLastPathComponent + "/rules.d" }

    /// The directory of one's own kinds, beside the configuration.
    var ownKinds: String { (configuration as NSString).deletingLastPathComponent + "/kinds.d" }

    /// The directory of plans, beside the database.
    var plans: String { besides + "/plans" }

    /// The directory of sessions with MFA, beside the database.
    var sessions: String { besides + "/mfa-sessions" }

    /// Options beat environment beats the specification's defaults. A home is needed only where neither tells.
    init(configuration: String?, database: String?, environment: [String: String]) throws {
        self.configuration = Paths.absolute(
            try configuration ?? environment["COSTGUARD_CONFIG"]
                ?? Paths.base("XDG_CONFIG_HOME", ".config", environment) + "/costguard/config.yaml")
        let named = database ?? environment["COSTGUARD_DATABASE"]
        self.database = ""
        besides = ""
        try place(named, environment)
    }

    /// Says where the database is; nil: in the usual place.
    mutating func place(_ named: String?, _ environment: [String: String]) throws {
        if let named, StatePlace.isMeant(by: named) {
            database = named
            let state = try? Paths.base("XDG_STATE_HOME", ".local/state", environment)
            besides = (state ?? NSTemporaryDirectory()) + "/costguard"
            return
        }
        database = Paths.absolute(
            try named ?? Paths.base("XDG_STATE_HOME", ".local/state", environment) + "/costguard/costguard.sqlite")
        besides = (database as NSString).deletingLastPathComponent
    }

    /// From the root on, so that every file has a directory to have neighbours in.
    private static func absolute(_ path: String) -> String {
        path.isEmpty || path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }

    private static func base(_ variable: String, _ fallback: String, _ environment: [String: String]) throws -> String {
        // The specification: a relative path there is to be ignored.
        if let path = environment[variable], path.hasPrefix("/") { return path }
        guard let home = environment["HOME"], home.hasPrefix("/") else {
            throw CommandError(
                "There is no home directory to keep files in: HOME is not set",
                hint: "set HOME, or name the files with --config and --database")
        }
        return home + "/" + fallback
    }
}
