// Which start a stop ended, and which database decided it: by both a start after our stop is known, whoever's clock lies.

enum AddStoppedStart {
    /// Null in entries of 0.1.0, and of what is no instance. Written with the intent, as the others, and never after.
    static let launchTime = """
        ALTER TABLE journal ADD COLUMN launch_time INTEGER;
        CREATE TRIGGER journal_keeps_start BEFORE UPDATE ON journal WHEN NEW.launch_time IS NOT OLD.launch_time BEGIN
            SELECT RAISE(ABORT, 'the journal is append-only');
        END;
        CREATE INDEX journal_resource ON journal(account, action, outcome, region, resource_id);
        """

    /// Names this database in the tags that it leaves on machines; goes with the file.
    static let databaseID = """
        CREATE TABLE identity (id TEXT NOT NULL);
        INSERT INTO identity VALUES (lower(hex(randomblob(4))));
        """
}
