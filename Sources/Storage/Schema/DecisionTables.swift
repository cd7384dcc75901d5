// What was decided, what was done about it, and who was told.

enum DecisionTables {
    /// - `hold.held_seconds`: for how long the rule has held.
    /// - `plan_steps`: each list of steps once, so that plans that say the same cost a row of `plan` each.
    /// - `journal`: lines are never deleted, replaced or rewritten; an open one is settled once. The triggers see to it,
    ///   also against a slip of our own. `launch_time` is the start that a stop ends; NULL of what is no instance, and in
    ///   lines of 0.1. `refusal` is AWS's error code where it said no; NULL: it did not, or the line is of 0.1.
    /// - `journal_told`: that somebody was told of a line; beside the journal, because its lines are never written again.
    /// - `mail.urgency`: as in `Mail.Urgency`.
    /// - `episode`: what is told once and not over yet, such as a mark that is crossed, and since when.
    static let sql = """
        CREATE TABLE hold (
            account TEXT NOT NULL,
            rule TEXT NOT NULL,
            region TEXT NOT NULL,
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            held_seconds INTEGER NOT NULL,
            judged_at INTEGER NOT NULL,
            held INTEGER NOT NULL,
            rule_digest TEXT NOT NULL,
            launch_time INTEGER,
            PRIMARY KEY (account, rule, region, kind, id)
        ) WITHOUT ROWID;
        \(plans)
        CREATE TABLE journal (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            plan_id TEXT NOT NULL,
            action TEXT NOT NULL,
            kind TEXT NOT NULL,
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            resource_id TEXT NOT NULL,
            name TEXT,
            rule TEXT NOT NULL,
            at INTEGER NOT NULL,
            unattended INTEGER NOT NULL,
            outcome TEXT CHECK (outcome IN ('done', 'failed', 'skipped', 'uncertain')),
            detail TEXT,
            settled_at INTEGER,
            launch_time INTEGER,
            refusal TEXT
        );
        CREATE INDEX journal_account ON journal(account, at);
        CREATE INDEX journal_open ON journal(id) WHERE outcome IS NULL;
        CREATE INDEX journal_resource ON journal(account, action, outcome, region, resource_id);
        CREATE TRIGGER journal_keeps BEFORE DELETE ON journal BEGIN
            SELECT RAISE(ABORT, 'the journal is append-only');
        END;
        CREATE TRIGGER journal_never_replaces BEFORE INSERT ON journal
        WHEN EXISTS (SELECT 1 FROM journal WHERE id = NEW.id) BEGIN
            SELECT RAISE(ABORT, 'the journal is append-only');
        END;
        CREATE TRIGGER journal_settles_once BEFORE UPDATE ON journal
        WHEN OLD.outcome IS NOT NULL OR NEW.outcome IS NULL OR NEW.settled_at IS NULL
            OR (NEW.id, NEW.plan_id, NEW.action, NEW.kind, NEW.account, NEW.region, NEW.resource_id, NEW.name,
                NEW.rule, NEW.at, NEW.unattended, NEW.launch_time)
            IS NOT (OLD.id, OLD.plan_id, OLD.action, OLD.kind, OLD.account, OLD.region, OLD.resource_id, OLD.name,
                OLD.rule, OLD.at, OLD.unattended, OLD.launch_time)
        BEGIN
            SELECT RAISE(ABORT, 'the journal is append-only');
        END;
        CREATE TABLE journal_told (
            entry INTEGER PRIMARY KEY REFERENCES journal(id),
            at INTEGER NOT NULL
        );
        CREATE TABLE mail (
            row INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            subject TEXT NOT NULL,
            body TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            last_attempt_at INTEGER,
            sent_at INTEGER,
            message_id TEXT,
            urgency INTEGER NOT NULL DEFAULT 1
        );
        CREATE INDEX mail_unsent ON mail(created_at, row) WHERE sent_at IS NULL;
        CREATE TABLE episode (
            key TEXT PRIMARY KEY,
            since INTEGER NOT NULL
        ) WITHOUT ROWID;

        """

    /// Also what replaces the plans of files of 0.1, whose text was kept with each.
    static let plans = """
        CREATE TABLE plan_steps (
            id INTEGER PRIMARY KEY,
            steps TEXT NOT NULL
        );
        CREATE TABLE plan (
            row INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            account TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            steps_id INTEGER NOT NULL
        );
        CREATE INDEX plan_latest ON plan(account, created_at);
        """
}
