// What docs/commands.md shows of each command: who would type it, what is typed, and how much of the answer is enough.

/// A command, and what is to be seen of it.
struct CommandScene {
    /// Without `costguard`, as in the help: `credits set`.
    let command: String
    /// Why somebody types it.
    let note: String
    let typed: [Typed]

    init(_ command: String, _ note: String, _ typed: [Typed]) {
        self.command = command
        self.note = note
        self.typed = typed
    }

    /// A line that is typed, and the part of its answer that is shown.
    struct Typed {
        let line: String
        /// The answer is shown from the line on that begins so.
        var from: String?
        /// How many lines of it are shown.
        var lines = 12
        /// A service is ended when it has said this.
        var until: String?
    }

    /// When a walk through the account gets on, in minutes before the demo's instant; a minute for each line from there.
    static let walk: [(before: Int, scenes: [CommandScene])] = [
        (95, beginning), (90, looking), (85, deciding), (75, money), (0, acting), (-20, rules), (-40, owning),
    ]

    private static let beginning = [
        CommandScene(
            "init",
            """
            The first step on your own account. On a terminal it asks; by flags it needs no answer. Called again, it changes
            only what a flag names, and leaves your comments as they are. With a course's file: [labs](labs.md). With
            `--budget` and `--gpu-alarms` it makes [AWS's own nets](nets.md).
            """,
            [
                Typed(
                    line: "init --credit 100 --granted 2026-09-01 --email student@example.edu --unattended", lines: 16)
            ]),
        CommandScene(
            "config show",
            "Which values hold, and where each comes from: a line of the file, a variable, an option, the default.",
            [Typed(line: "config show", from: "regions", lines: 6)]),
        CommandScene(
            "iam-policy",
            """
            The permissions that your keys need. `--enforce` adds what a stop needs, `--hands` what your own `start` and
            `keep` need, `--nets` what AWS's own alarms need.
            What to do with it: [keys](keys.md).
            """, [Typed(line: "iam-policy --enforce", lines: 8)]),
        CommandScene(
            "version",
            """
            Which costguard this is. `version --check` asks the page of releases whether a newer one is out, and tells it
            nothing of you; without it nothing is asked. See [releases](releases.md).
            """, [Typed(line: "version")]),
        CommandScene(
            "doctor",
            "Whether everything is in place, before you trust it: each line that is not `ok` says what to do. It changes nothing.",
            [Typed(line: "doctor", lines: 18)]),
    ]

    private static let looking = [
        CommandScene(
            "scan", "Looks at every region at once, and remembers what is there. Reads only.",
            [Typed(line: "scan")])
    ]

    private static let deciding = [
        CommandScene(
            "plan",
            """
            What would be stopped, what is left alone, and why. It reads the last scan, asks AWS nothing, and changes nothing.
            `-v` shows every list whole; `--format json` is for scripts, with `--fail-on high` for their exit status.
            `--commands` prints a script that deletes what is flagged, for you to read and run: [cleaning up](clean-up.md).
            """, [Typed(line: "plan", lines: 10), Typed(line: "plan --commands", from: "# What follows", lines: 8)]),
        CommandScene(
            "status", "One screen, which `costguard` alone shows too.",
            [Typed(line: "status", from: "CREDIT", lines: 10)]),
        CommandScene(
            "explain",
            """
            Why one thing would, or would not, be touched: every rule, every condition, every value. By name, by id, or by the
            beginning of an id. Is a verdict wrong? `--case` prints what was seen as a [test](rules.md#a-wrong-verdict).
            """,
            [
                Typed(line: "explain hw3-gpu", lines: 14),
                Typed(line: "explain hw3-gpu --case", from: "rule:", lines: 7),
            ]),
        CommandScene(
            "report",
            """
            One page on the account, for people: text, or with `--format html` a file with the credit's curve. With several
            databases it is a table of accounts. See [reports](report.md).
            """,
            [Typed(line: "report", from: "BURNING", lines: 5), Typed(line: "report --table")]),
    ]

    private static let money = [
        CommandScene(
            "credits show",
            "What is left of each credit, how long it lasts, and who says so. `costguard credits` is the same.",
            [Typed(line: "credits", lines: 8)]),
        CommandScene(
            "credits set",
            """
            Enters a credit, or what AWS's page shows of it now; from then on it is metered onward. Say it again whenever the page
            shows another figure.
            """,
            [Typed(line: "credits set lab 50 --remaining 41.30", from: "CREDIT lab", lines: 4)]),
        CommandScene(
            "credits remove", "Takes back what was typed. What AWS or the configuration say stays.",
            [Typed(line: "credits remove lab")]),
        CommandScene(
            "prices show",
            "What is reckoned with, and how old it is; with an item, what that costs. See [prices](prices.md).",
            [Typed(line: "prices", lines: 3), Typed(line: "prices show g5.xlarge --region eu-west-1")]),
        CommandScene(
            "prices refresh", "Asks AWS's Price List, free of charge, and says what changed.",
            [Typed(line: "prices refresh --region us-east-1", lines: 8)]),
    ]

    private static let acting = [
        CommandScene(
            "run",
            """
            What cron calls: scan, judge, mail, plan. With `--apply` it also stops what is due, what no guardrail refuses, and
            what `unattended:` of the configuration allows. Here it stops one machine and leaves one to you.
            """,
            [Typed(line: "run --apply", lines: 22)]),
        CommandScene(
            "apply",
            """
            Does what a plan says, after a last look at each machine. On a terminal it asks first; `--yes` is for scripts. Above
            the configuration's limits the number of stops must be typed too, or given with `--count`.
            """,
            [Typed(line: "apply --only hw3-gpu --yes")]),
        CommandScene(
            "stop",
            """
            Stops machines that you name, now, whatever the rules say of them; also as the very first command. With
            `--started-within 24h` it stops everything that was started lately, when keys have leaked. See
            [by hand](by-hand.md#stop-a-machine).
            """, [Typed(line: "stop train-resnet --yes")]),
        CommandScene(
            "start", "Starts machines that you name, whoever stopped them. `--yes` is for scripts.",
            [Typed(line: "start train-resnet --yes", lines: 14)]),
        CommandScene(
            "undo", "Starts again what costguard stopped: last, by a plan, or one machine.",
            [Typed(line: "undo hw3-gpu --yes", lines: 14)]),
        CommandScene(
            "keep",
            "Leaves a thing alone for a day, or as long as you say, whatever the rules say of it. See [by hand](by-hand.md).",
            [Typed(line: "keep hw3-gpu --for 3d --because thesis"), Typed(line: "keep")]),
        CommandScene("unkeep", "Takes that back.", [Typed(line: "unkeep hw3-gpu")]),
        CommandScene(
            "pause", "Cron stops nothing for a day, or as long as you say; every verb and mail says so.",
            [Typed(line: "pause --for 4h --because exam")]),
        CommandScene("resume", "Ends that.", [Typed(line: "resume")]),
        CommandScene(
            "schedule show",
            """
            When the hours of a schedule, or of a machine, begin and end, and what is done then. Without a name, every
            schedule. See [schedules](schedules.md).
            """, [Typed(line: "schedule show")]),
        CommandScene(
            "brake preview",
            "What the hard stop on a credit would do, and when. See [the brake](brake.md).",
            [Typed(line: "brake preview", lines: 14)]),
        CommandScene(
            "brake arm", "Lets it act. On a terminal it asks first; `--yes` is for scripts.",
            [Typed(line: "brake arm --yes", lines: 8)]),
        CommandScene(
            "brake status",
            "Who armed it, what has fired, what holds it, what comes next. `costguard brake` is the same.",
            [Typed(line: "brake", lines: 8)]),
        CommandScene(
            "brake disarm", "Switches it off. What it stopped stays stopped.", [Typed(line: "brake disarm")]),
        CommandScene(
            "history", "What was changed, when, by whom and by which rule, and how to undo it.",
            [Typed(line: "history", lines: 6)]),
        CommandScene(
            "watch",
            "The same as `run`, every so often, as a service. It goes on until it is ended. See [watch](watch.md).",
            [Typed(line: "watch --every 15m --apply", lines: 1, until: "next run")]),
        CommandScene(
            "install systemd",
            "Leaves it running on a machine that stays on: a service and a timer of your own. It shows what it makes, and asks.",
            [Typed(line: "install systemd --yes", lines: 10)]),
        CommandScene(
            "uninstall systemd", "Ends that. Configuration and database stay.",
            [Typed(line: "uninstall systemd --yes")]),
        CommandScene(
            "install cron", "The same by a line in your table of cron; every other line stays as it is.",
            [Typed(line: "install cron --every 1h --yes")]),
        CommandScene("uninstall cron", "Takes that line away.", [Typed(line: "uninstall cron --yes")]),
        CommandScene(
            "install lambda",
            """
            The same where no machine stays on: in your own account, for a few cents a month. It shows what it makes, and asks;
            `--print` only prints the template. See [Lambda](lambda.md).
            """,
            [Typed(line: "install lambda --print", lines: 10)]),
        CommandScene(
            "uninstall lambda", "Deletes that stack, and keeps its memory; where there is none, it says so.",
            [Typed(line: "uninstall lambda --yes")]),
        CommandScene(
            "lambda",
            "What AWS Lambda starts; nobody types it. The database is in S3: see [shared database](shared-database.md).",
            [Typed(line: "lambda")]),
        CommandScene(
            "alerts list",
            "At which marks a mail goes out, what was told, and what comes next. `costguard alerts` is the same.",
            [Typed(line: "alerts", lines: 9)]),
        CommandScene(
            "alerts add",
            "A mark of your own, on every credit or on one. The kinds of marks: [alerts](alerts.md#marks).",
            [Typed(line: "alerts add 60%", from: "  60 %", lines: 2)]),
        CommandScene(
            "alerts remove", "Takes a mark away. One that the configuration names is taken away there.",
            [Typed(line: "alerts remove 60%", lines: 1)]),
        CommandScene(
            "alerts test", "Sends a real mail and says whom it reaches. `--dry-run` only prints it.",
            [Typed(line: "alerts test --dry-run", lines: 9)]),
    ]

    private static let rules = [
        CommandScene(
            "rules list", "The rules in force, yours among them.",
            [Typed(line: "rules list", from: "idle-costly-instance", lines: 9)]),
        CommandScene(
            "rules show", "A rule's file, with its limits and the reasons for them.",
            [Typed(line: "rules show unattached-volume")]),
        CommandScene(
            "rules views",
            "What a condition can read: the views, or the columns of one. All of them: [views](views.md).",
            [Typed(line: "rules views", lines: 4), Typed(line: "rules views addresses", from: "associated", lines: 3)]),
        CommandScene(
            "rules new", "A commented rule of your own with a test, to begin from. It overwrites nothing.",
            [Typed(line: "rules new quiet-box")]),
        CommandScene(
            "rules check",
            "Every fault of every file at once: form, names, SQL, and rules that would act without data.",
            [Typed(line: "rules check")]),
        CommandScene(
            "rules test", "Runs the cases that stand beside rules, in `cases/`.",
            [Typed(line: "rules test .config/costguard/rules.d")]),
        CommandScene(
            "rules schema", "For an editor that completes and checks rule files.",
            [Typed(line: "rules schema", lines: 5)]),
        CommandScene(
            "kinds list",
            "What eats a credit beside EC2, a kind a line; yours of `kinds.d` among them. See [kinds](kinds.md).",
            [Typed(line: "kinds list", from: "databases", lines: 4)]),
        CommandScene(
            "kinds show", "All that is known of a kind, and what you would type yourself. `--file` prints its file.",
            [Typed(line: "kinds show notebooks", lines: 40)]),
        CommandScene(
            "kinds check", "Every fault of every file of a kind at once, with the nearest name.",
            [Typed(line: "kinds check")]),
        CommandScene(
            "kinds schema", "For an editor that completes and checks files of kinds.",
            [Typed(line: "kinds schema", lines: 5)]),
        CommandScene(
            "backtest",
            """
            What the rules would have stopped in the past, what that would have saved, and what was used again; with `--set` or
            `--rules` beside another choice. Here after few scans. See [back-test](backtest.md).
            """, [Typed(line: "backtest --set idle_percent=10", from: "  would have stopped", lines: 3)]),
    ]

    private static let owning = [
        CommandScene(
            "owners list",
            "Whose machines run, and whom a notice before a stop would reach. `costguard owners` is the same.",
            [Typed(line: "owners", lines: 8)]),
        CommandScene(
            "owners add", "Subscribes somebody to the mails about their machines alone. See [notices](notices.md).",
            [Typed(line: "owners add ada ada@example.org")]),
        CommandScene(
            "owners test", "Sends a test mail addressed to an owner.", [Typed(line: "owners test ada", lines: 1)]),
    ]

    /// Shown by itself: the stage of the demo is its own.
    static let demo = CommandScene(
        "demo",
        """
        The main job on a simulated account: no keys, no network. It begins with the page that [README](../README.md) shows, and
        goes on with the mails.
        """, [Typed(line: "demo", from: "MAIL SENT", lines: 12)])
}
