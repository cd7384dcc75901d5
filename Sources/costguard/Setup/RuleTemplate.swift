// A rule of one's own to begin with, and its case. Both are whole: `rules check` finds no fault, `rules test` passes.

enum RuleTemplate {
    /// - Parameter name: letters, digits and hyphens.
    static func rule(_ name: String) -> String {
        """
        # A rule of your own. It is read by every command, once it stands here; 'costguard rules check' finds its faults,
        # 'costguard rules views' lists what conditions can read, 'costguard rules show idle-instance' prints a longer one.
        rule: \(name)
        title: Machine of an experiment that nobody uses
        resource: instances             # the view that it judges, one row a resource
        severity: medium                # info | low | medium | high | critical
        # Each has the type of its default; 'rules: { \(name): { settings: { up_for: 12h } } }' in the configuration
        # changes one.
        settings: { up_for: 24h, quiet_percent: 5 }
        metrics:                        # asked of CloudWatch only for rows that no other condition excludes
          cpu_percent: { metric: CPUUtilization, statistic: Average, over: 24h }
        # One condition a line, each an expression of SQLite; all must be true. What is not known makes the rule unknown,
        # and an unknown never acts.
        where: |
          state = 'running'
          tag(tags, 'purpose') = 'experiment'
          uptime_hours > :up_for
          cpu_percent < :quiet_percent
        # Any true one spares the machine, and is named. The tag costguard:keep spares it from every rule.
        unless: |
          tag(tags, 'team') = 'operations'
        # flag reports; notify mails; stop stops, but cron only where the configuration allows it and names the rule:
        # unattended: { actions: [stop], rules: [\(name)] }
        action: flag
        reason: up for {uptime_hours} h, no hour above {cpu_percent} % CPU

        """
    }

    static func cases(_ name: String) -> String {
        """
        # What the rule must say: a given inventory, a time, the expected verdicts. 'costguard rules test' runs it, and
        # 'costguard explain NAME --case' prints what was seen of a real machine in this form.
        rule: \(name)
        now: 2026-11-20T12:20:00Z
        defaults:
          instances: { state: running, uptime_hours: 30, tags: { purpose: experiment } }
        cases:
          - case: quiet for a day
            given: { instances: [{ id: i-quiet }, { id: i-busy }, { id: i-young, uptime_hours: 24 }] }
            metrics:
              i-quiet: { cpu_percent: 1 }
              i-busy: { cpu_percent: 40 }
              i-young: { cpu_percent: 1 }
            expect: { i-quiet: flagged, i-busy: clear, i-young: clear }
          - case: operations look after their own
            given: { instances: [{ id: i-ops, tags: { purpose: experiment, team: operations } }] }
            metrics: { i-ops: { cpu_percent: 1 } }
            expect: { i-ops: spared }

        """
    }
}
