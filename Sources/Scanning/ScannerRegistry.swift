// Every kind that is scanned and every fact that is asked late: one line each.

import CostModel

/// What this room can see.
package enum ScannerRegistry {
    /// One scanner per kind. The lists with the most pages stand first, because they start first.
    package static let scanners: [any ResourceScanner] = [
        InstanceScanner(),
        SnapshotScanner(),
        VolumeScanner(),
        ImageScanner(),
        LaunchTemplateScanner(),
        LaunchConfigurationScanner(),
        AddressScanner(),
    ]

    /// One per view and column that is asked after the lists.
    package static let lateFacts: [any LateFactAsker] = [
        StopProtectionAsker(),
        SpotRequestAsker(),
        DiskKeyAsker(),
        ShutdownBehaviorAsker(),
        LaunchRequestAsker(),
        ImageReferenceAsker(),
        SharedAsker.images,
        SharedAsker.snapshots,
    ]

    /// The IAM actions that a scan needs, sorted; money and metrics are not among them.
    package static var permissions: [String] {
        let all = scanners.flatMap(\.permissions) + lateFacts.flatMap(\.permissions) + AWSResourceSource.ownPermissions
        return Set(all).sorted()
    }
}
