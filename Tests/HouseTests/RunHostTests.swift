// Where the program runs is known by what such places leave in the environment. Here because this suite alone sees inside
// the program.

import Testing

@testable import costguard

@Suite struct RunHostTests {
    private typealias Facts = RunHost.Facts

    private static let cron = ["PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "LOGNAME": "ada", "HOME": "/home/ada"]

    @Test(
        "each place is known by its marks, the inner one first",
        arguments: [
            (["AWS_EXECUTION_ENV": "CloudShell", "TERM": "xterm"], "AWS CloudShell"),
            (["AWS_LAMBDA_FUNCTION_NAME": "guard", "AWS_EXECUTION_ENV": "AWS_Lambda_provided.al2023"], "AWS Lambda"),
            (["GITHUB_ACTIONS": "true", "CI": "true"], "GitHub Actions"),
            (["GITLAB_CI": "true", "CI": "true"], "a job of GitLab"), (["CI": "1"], "a job of some CI"),
            (["CODESPACES": "true"], "GitHub Codespaces"),
            (["ECS_CONTAINER_METADATA_URI_V4": "http://169.254.170.2/v4/x"], "AWS ECS or Fargate"),
            (["KUBERNETES_SERVICE_HOST": "10.0.0.1", "CI": "true"], "Kubernetes"),
            (["SLURM_JOB_ID": "7"], "a job of Slurm"), (["WSL_DISTRO_NAME": "Debian"], "Windows (WSL)"),
            (["SYSTEMD_EXEC_PID": "42", "INVOCATION_ID": "x"], "a unit of systemd"), (cron, "cron"),
            ([:], "a machine of its own"), (["CI": "false", "GITHUB_ACTIONS": ""], "a machine of its own"),
            (["AWS_EXECUTION_ENV": "EC2"], "a machine of its own"),
            // A shell in a desktop's terminal inherits it from the terminal's unit.
            (["SYSTEMD_EXEC_PID": "41", "TERM": "xterm"], "a machine of its own"),
        ])
    func places(_ environment: [String: String], _ name: String) {
        #expect(RunHost.find(Facts(environment: environment, processID: 42)).name == name)
    }

    @Test("a kernel, a container's mark, a battery and a terminal tell too")
    func facts() {
        let kernel = Facts(kernel: "5.15.167.4-microsoft-standard-WSL2", isContainer: true)
        #expect(RunHost.find(kernel).name == "Windows (WSL)")
        #expect(RunHost.find(Facts(isContainer: true, hasBattery: true)).name == "a container")
        #expect(RunHost.find(Facts(hasBattery: true)).name == "a laptop")
        #expect(RunHost.find(Facts(environment: Self.cron, hasTerminal: true)).name == "a machine of its own")
        #expect(RunHost.find(Facts(environment: Self.cron, hasBattery: true)).name == "cron")
    }

    @Test("only what ends soon after its user is no place to guard from, and each says what ends it")
    func guarding() {
        let shells = [["AWS_EXECUTION_ENV": "CloudShell"], ["CODESPACES": "true"]]
        for environment in shells {
            let host = RunHost.find(Facts(environment: environment))
            #expect(!host.isForGuarding && host.end.contains("guard elsewhere"))
        }
        for environment in [Self.cron, [:], ["SLURM_JOB_ID": "7"], ["GITHUB_ACTIONS": "true"]] {
            let host = RunHost.find(Facts(environment: environment))
            #expect(host.isForGuarding && !host.end.isEmpty)
        }
    }
}
