// Tells the services that make and expire snapshots and images by themselves.

enum BackupKeeper {
    /// `aws-backup`, `dlm` or `image-builder`; nil: nobody but the owner.
    static func of(tags: [String: String], description: String?) -> String? {
        if tags["aws:backup:source-resource"] != nil
            || description?.hasPrefix("This snapshot is created by the AWS Backup service") == true
        {
            return "aws-backup"
        }
        if tags["dlm:managed"] == "true" || tags.keys.contains(where: { $0.hasPrefix("aws:dlm:") }) { return "dlm" }
        let builder = tags["CreatedBy"] == "EC2 Image Builder" || tags["Ec2ImageBuilderArn"] != nil
        if builder || tags.keys.contains(where: { $0.hasPrefix("aws:ec2:image-builder") }) { return "image-builder" }
        return nil
    }
}
