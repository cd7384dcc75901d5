// On what kind of place this program runs, and what ends a guard there: known by what such places leave in a process's
// environment. Pure; what it looks at is gathered by DoctorLocal.
// Sources, read 2026-11-30: docs.aws.amazon.com/lambda (configuration-envvars), docs.github.com (default environment
// variables), systemd.exec(5), kubernetes.io (environment variables of services), slurm.schedmd.com/sbatch.html.

import Foundation

struct RunHost: Equatable, Sendable {
    /// What is looked at.
    struct Facts: Sendable {
        var environment: [String: String] = [:]
        /// As uname tells the kernel's release.
        var kernel = ""
        var processID: Int32 = 0
        /// Whether somebody sits at a terminal.
        var hasTerminal = false
        /// Whether a container's engine left its mark in the root.
        var isContainer = false
        var hasBattery = false
    }

    let name: String
    /// What ends a guard there, or makes it blind.
    let end: String
    /// Whether one may be left running there.
    var isForGuarding = true

    static func find(_ facts: Facts) -> RunHost {
        places.first { $0.isIt(facts) }?.host ?? RunHost(name: "a machine of its own", end: "guards while it is on")
    }

    private struct Place: Sendable {
        let host: RunHost
        let isIt: @Sendable (Facts) -> Bool

        init(_ name: String, _ end: String, guards: Bool = true, _ isIt: @escaping @Sendable (Facts) -> Bool) {
            host = RunHost(name: name, end: end, isForGuarding: guards)
            self.isIt = isIt
        }

        /// Known by one variable, whatever it says.
        init(_ name: String, _ end: String, guards: Bool = true, by variable: String) {
            self.init(name, end, guards: guards) { !($0.environment[variable] ?? "").isEmpty }
        }
    }

    /// The first that applies: what is inside something else comes first.
    private static let places: [Place] = [
        Place("AWS Lambda", "each run ends at its time limit; disk is lost, S3 stays", by: "AWS_LAMBDA_FUNCTION_NAME"),
        Place(
            "AWS CloudShell", "ends 20 to 30 minutes after your last key: set up here, guard elsewhere", guards: false
        ) { $0.environment["AWS_EXECUTION_ENV"] == "CloudShell" },
        Place(
            "GitHub Actions", "runs come late or not at all, and end 60 days after the last commit; disk is lost",
            by: "GITHUB_ACTIONS"),
        Place("a job of GitLab", "ends with the job; disk is lost", by: "GITLAB_CI"),
        Place(
            "GitHub Codespaces", "ends 30 minutes after you leave: set up here, guard elsewhere", guards: false,
            by: "CODESPACES"),
        Place("AWS ECS or Fargate", "ends with its task; disk is lost", by: "ECS_CONTAINER_METADATA_URI_V4"),
        Place("Kubernetes", "ends with its pod; what is on no volume is lost", by: "KUBERNETES_SERVICE_HOST"),
        Place(
            "a job of Slurm", "ends at the job's time limit; scrontab starts the next when there is room",
            by: "SLURM_JOB_ID"),
        Place("a job of some CI", "ends with the job; disk is lost") {
            ["true", "1"].contains($0.environment["CI"]?.lowercased())
        },
        Place("Windows (WSL)", "ends when Windows sleeps, or when its last window is closed") {
            $0.environment["WSL_DISTRO_NAME"] != nil || $0.kernel.lowercased().contains("microsoft")
        },
        Place("a container", "ends with it; what is on no volume is lost") { $0.isContainer },
        Place("a unit of systemd", "ends with the machine; one of a user with the last login, but for enable-linger") {
            $0.environment["SYSTEMD_EXEC_PID"] == "\($0.processID)"
        },
        Place("cron", "guards while the machine is on; what it missed is not made up for") { facts in
            !facts.hasTerminal && facts.environment["TERM"] == nil && facts.environment["LOGNAME"] != nil
                && facts.environment["PATH"] == "/usr/bin:/bin" && facts.environment["SHELL"] == "/bin/sh"
        },
        Place("a laptop", "sleeps when it is closed, and guards nothing then") { $0.hasBattery },
    ]
}

extension RunHost.Facts {
    /// This process's.
    static func ofThisProcess(_ environment: [String: String]) -> RunHost.Facts {
        var system = utsname()
        uname(&system)
        let kernel = withUnsafeBytes(of: system.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let supplies = (try? FileManager.default.contentsOfDirectory(atPath: "/sys/class/power_supply")) ?? []
        return RunHost.Facts(
            environment: environment, kernel: kernel, processID: getpid(), hasTerminal: Terminal.canAsk,
            isContainer: ["/.dockerenv", "/run/.containerenv"].contains(where: FileManager.default.fileExists),
            hasBattery: supplies.contains { $0.hasPrefix("BAT") })
    }
}
