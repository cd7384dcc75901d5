// By which bytes an item of a list is known again; see KnownItems.

enum AddDigests {
    /// Null where the item is to be read anew: it was read by an older version, or left something unknown.
    static let sql = [
        "instance", "volume", "snapshot", "image", "address", "launch_template", "launch_configuration",
    ].map { "ALTER TABLE \($0) ADD COLUMN digest INTEGER;" }.joined()
}
