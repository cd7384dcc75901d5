import CostModel
import Testing

@Suite struct ManagedByTests {
    private static let disks: [ResourceKind] = [.volume, .snapshot, .image]

    @Test(
        "what makes disks and images by itself is known on machines, volumes, snapshots and images alike",
        arguments: [
            (["AWSRDSCustom": "custom-oracle"], "rds-custom"), (["AWSRDSCustomResource": ""], "rds-custom"),
            (["Name": "do-not-delete-rds-custom-db-ABC"], "rds-custom"),
            (["AWSElasticDisasterRecoveryManaged": "drs.amazonaws.com"], "elastic-disaster-recovery"),
            (["drs.amazonaws.com-job": "drsjob-1"], "elastic-disaster-recovery"),
            (["AWSApplicationMigrationServiceManaged": "mgn.amazonaws.com"], "application-migration"),
            (["CreatedBy": "EC2 Fast Launch"], "fast-launch"), (["CreatedBy": "EC2 Image Builder"], "image-builder"),
            (["aws:recycle-bin:resource-in-bin": "true"], "recycle-bin"), (["dlm:managed": "true"], "dlm"),
            (["aws:dlm:lifecycle-policy-id": "policy-1"], "dlm"), (["aws:backup:source-resource": "x"], "aws-backup"),
            (["velero.io/backup": "nightly"], "velero"), (["ebs.csi.aws.com/cluster": "true"], "kubernetes"),
            (["CSIVolumeSnapshotName": "snapcontent-1"], "kubernetes"),
        ] as [([String: String], String)])
    func alike(tags: [String: String], managedBy: String) {
        for kind in Self.disks + [.instance] { #expect(ManagedBy.name(of: kind, tags: tags) == managedBy, "\(kind)") }
    }

    @Test(
        "tags that a disk has from its machine do not say who manages the disk",
        arguments: [
            (["aws:elasticmapreduce:job-flow-id": "j-1"], "emr"),
            (["elasticbeanstalk:environment-id": "e"], "elastic-beanstalk"),
            (["opsworks:stack": "s"], "opsworks"), (["karpenter.k8s.aws/ec2nodeclass": "d"], "karpenter"),
            (["spotinst:aws:ec2:group:id": "sig-1"], "spot.io"), (["Vendor": "Databricks"], "databricks"),
            (["parallelcluster:cluster-name": "c"], "parallelcluster"), (["eks:cluster-name": "c"], "eks"),
            (["aws:ec2:fleet-id": "fleet-1"], "ec2-fleet"),
        ] as [([String: String], String)])
    func machines(tags: [String: String], managedBy: String) {
        #expect(ManagedBy.name(of: .instance, tags: tags) == managedBy)
        for kind in Self.disks { #expect(ManagedBy.name(of: kind, tags: tags) == nil) }
    }

    @Test("a snapshot that somebody made of a Kubernetes disk is nobody's but that person's")
    func copiedTags() {
        let tags = ["kubernetes.io/created-for/pvc/name": "data", "kubernetes.io/cluster/lab": "owned"]
        #expect(ManagedBy.name(of: .volume, tags: tags) == "kubernetes")
        #expect(ManagedBy.name(of: .snapshot, tags: tags) == nil)
    }

    @Test("case and blanks around a key or a value do not matter", arguments: [" awsrdscustom ", "AWSRDSCUSTOM"])
    func spelling(key: String) {
        #expect(ManagedBy.name(of: .instance, tags: [key: ""]) == "rds-custom")
        #expect(ManagedBy.name(of: .snapshot, tags: ["createdby ": " EC2 FAST LAUNCH"]) == "fast-launch")
    }

    @Test(
        "descriptions tell, where they begin with AWS's words",
        arguments: [
            ("This snapshot is created by the AWS Backup service.", "aws-backup"),
            ("This image is created by the AWS Backup service.", "aws-backup"),
            ("Created for policy: policy-0123456789abcdef0 schedule: Daily", "dlm"),
            ("This is Fast Launch snapshot for image ami-0c", "fast-launch"),
            ("not: This snapshot is created by the AWS Backup service.", nil),
            ("Created for policy reasons", nil), ("", nil),
        ] as [(String, String?)])
    func descriptions(text: String, managedBy: String?) {
        for kind in [ResourceKind.snapshot, .image] {
            #expect(ManagedBy.name(of: kind, tags: [:], description: text) == managedBy)
        }
    }

    @Test(
        "instance profiles tell",
        arguments: [
            ("AWSRDSCustomInstanceProfile-us-east-1", "rds-custom"), ("path/of/AWSRDSCustomX", "rds-custom"),
            ("AWSApplicationMigrationReplicationServerRole", "application-migration"),
            ("AWSElasticDisasterRecoveryConversionServerRole", "elastic-disaster-recovery"),
            ("my-AWSRDSCustom", nil), ("web", nil),
        ] as [(String, String?)])
    func profiles(name: String, managedBy: String?) {
        let arn = "arn:aws:iam::123456789012:instance-profile/\(name)"
        #expect(ManagedBy.name(of: .instance, tags: [:], profile: arn) == managedBy)
    }

    @Test(
        "tools that write down what is there keep nothing",
        arguments: [
            ["Name": "eks"], ["CreatedBy": "me"], ["dlm:managed": "false"], ["terraform": "true"],
            ["aws:cloudformation:stack-name": "s"], ["aws:cloud9:environment": "e"], ["Vendor": "Dell"], [:],
        ])
    func nobody(tags: [String: String]) {
        for kind in Self.disks + [.instance] { #expect(ManagedBy.name(of: kind, tags: tags) == nil) }
    }
}

@Suite struct ReservedTagTests {
    @Test(
        "keys that AWS writes and nobody here knows tell of a service, the harmless ones do not",
        arguments: [
            (["aws:pcs:cluster-id": "1"], ["aws:pcs:cluster-id"]), ([" AWS:Foo ": ""], [" AWS:Foo "]),
            (["aws:cloudformation:stack-id": "", "aws:ec2launchtemplate:version": "", "team": "a"], []),
            (["aws:servicecatalog:productArn": "", "aws:cloud9:owner": "", "aws:createdBy": ""], []),
            (["aws:cloudformationish": ""], ["aws:cloudformationish"]), (["awsome": "", "my aws:x": ""], []),
        ] as [([String: String], [String])])
    func telling(tags: [String: String], keys: [String]) {
        #expect(ReservedTags.telling(in: tags) == keys)
    }

    @Test("a prefix of the configuration lets its keys pass and no others")
    func prefixes() {
        let tags = ["aws:pcs:cluster-id": "", "aws:pcs:node": "", "aws:lab:x": ""]
        #expect(ReservedTags.telling(in: tags, harmless: ["AWS:PCS: "]) == ["aws:lab:x"])
        #expect(ReservedTags.telling(in: tags, harmless: [""]).count == 3)
    }
}

@Suite struct KubernetesVolumeTests {
    @Test(
        "tags name the claim, the volume and the cluster",
        arguments: [
            (
                [
                    "kubernetes.io/created-for/pvc/name": "data-db-0",
                    "kubernetes.io/created-for/pvc/namespace": "thesis",
                    "kubernetes.io/cluster/lab": "owned",
                ], "the Kubernetes claim thesis/data-db-0 in the cluster lab"
            ),
            (
                ["CSIVolumeName": "pvc-11", "KubernetesCluster": "lab"],
                "the Kubernetes volume pvc-11 in the cluster lab"
            ),
            (["ebs.csi.aws.com/cluster": "true", "eks:cluster-name": "dev"], "Kubernetes: the cluster dev"),
            (["ebs.csi.aws.com/cluster": "true"], "Kubernetes"),
            (["KubernetesCluster": "x"], "Kubernetes: the cluster x"),
            ([" Kubernetes.io/Created-For/PVC/Name": "web"], "the Kubernetes claim web"),
        ] as [([String: String], String)])
    func words(tags: [String: String], words: String) {
        #expect(KubernetesVolume(tags: tags)?.text == words)
    }

    @Test("other tags tell of none", arguments: [["eks:cluster-name": "dev"], ["Name": "kubernetes"], [:]])
    func none(tags: [String: String]) { #expect(KubernetesVolume(tags: tags) == nil) }
}
