// Where an account can have resources, and what stands in where AWS does not say.

/// The answer to "which regions are enabled?".
package enum EnabledRegions: Sendable {
    /// AWS told: these, sorted, and no others.
    case told([Region])
    /// AWS did not tell, for the gap's reason. `everybodys` are the regions that every account of the partition
    /// has; one that was switched on by hand is not among them.
    case untold(everybodys: [Region], Gap)
}
