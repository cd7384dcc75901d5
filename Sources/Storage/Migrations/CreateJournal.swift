// The journal: what was about to be done, and what became of it.

enum CreateJournal {
    /// Lines are never deleted, replaced or rewritten; an open one is settled once. The triggers see to it, also
    /// against a slip of our own.
    static let sql = """
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
            settled_at INTEGER
        );
        CREATE INDEX journal_account ON journal(account, at);
        CREATE INDEX journal_open ON journal(id) WHERE outcome IS NULL;
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
                NEW.rule, NEW.at, NEW.unattended)
            IS NOT (OLD.id, OLD.plan_id, OLD.action, OLD.kind, OLD.account, OLD.region, OLD.resource_id, OLD.name,
                OLD.rule, OLD.at, OLD.unattended)
        BEGIN
            SELECT RAISE(ABORT, 'the journal is append-only');
        END;
        """
}
