// What a person does after `init`: cron or a timer, and the permissions.

import Foundation

enum InitAdvice {
    /// The path by which cron finds this program.
    static var program: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "costguard"
    }

    /// - Parameter files: `--config` and `--database` with their paths, where they are not the usual ones.
    /// - Parameter partition: as in ARNs, such as `aws`.
    static func text(
        program: String, files: [String], topic: String?, partition: String, unattended: Bool, isLearnerLab: Bool
    ) throws -> String {
        let lab = isLearnerLab ? LearnerLab.notes + "\n\n" : ""
        let run = (["run"] + (unattended ? ["--apply"] : []) + ["--quiet"] + files).joined(separator: " ")
        return lab + """
            NEXT
              costguard doctor    checks keys, permissions, the mail's confirmation
              costguard scan      looks at the account; reads only
              costguard plan      shows what would be stopped, and why

            CRON  on a machine that stays on: it guards while it runs. 'crontab -e', then this line:
            */15 * * * *  \(program) \(run)

            SYSTEMD  instead of cron: two files in ~/.config/systemd/user, then
            'systemctl --user enable --now costguard.timer' and 'loginctl enable-linger'
              costguard.service
                [Unit]
                Description=Cost guard for AWS
                [Service]
                Type=oneshot
                ExecStart=\(program) \(run)
              costguard.timer
                [Timer]
                OnCalendar=*:0/15
                Persistent=true
                [Install]
                WantedBy=timers.target

            """
            + (isLearnerLab
                ? ""
                : """


                IAM POLICY to look (reads only)
                \(try IAMPolicy.readOnly(topic: topic).json)

                IAM POLICY to stop as well; what bears the tag costguard:keep is guarded by IAM itself
                \(try IAMPolicy.enforcing(topic: topic, partition: partition).json)
                """)
    }
}
