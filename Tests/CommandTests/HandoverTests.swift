// The script of `plan --commands`, run by true shells against an AWS: what it deletes, in which order, and what it leaves.
// For the `aws` command stands Tests/Moto/aws_standin.py.

import Foundation
import Testing

@Suite(.serialized) struct HandoverTests {
    @Test("without RUN the script lists what it would do, asks AWS nothing and ends with 4; by dash and by bash")
    func lists() async throws {
        let bench = try await HandoverBench.unchanged.value
        let script = try bench.text()
        let kept = bench.account.opening.truth.filter { $0.verdict == "spared" && $0.kind != "instance" }
        #expect(!kept.isEmpty && kept.allSatisfy { !script.contains("'\($0.id)'") })
        for shell in ["dash", "bash"] {
            let listed = try await bench.sh(nil, shell: shell)
            #expect(listed.status == 4, "\(listed.output)\(listed.talk)")
            #expect(bench.calls == [] && listed.talk == "")
            for name in ["forgotten-disk", "packer-left", "unused-image", "volume-gone"] {
                #expect(listed.output.contains("\"\(name)\""), "\(listed.output)")
            }
            #expect(listed.output.contains("saves 40.00 USD a month, less up to 25.00 for its snapshot"))
        }
        let wrong = try await bench.sh("YES")
        #expect(wrong.status == 4 && bench.calls == [], "\(wrong.output)")
    }

    @Test("with RUN=check every thing is found as it was seen, and nothing is changed")
    func checks() async throws {
        let bench = try await HandoverBench.unchanged.value
        let checked = try await bench.sh("check", shell: "bash")
        #expect(checked.status == 0, "\(checked.output)\(checked.talk)")
        #expect(bench.changes == [] && checked.output.contains("Changes made: 0. Left alone: 0."))
        let disk = try bench.account.fact("forgotten-disk").id
        #expect(try await bench.exists(disk))
    }

    @Test("with RUN=yes all of it goes, the disk after its snapshot, and a second time everything is left alone")
    func deletes() async throws {
        let bench = try await HandoverBench.prepared()
        _ = try await bench.script()
        // AWS makes snapshots for a while: this one is pending twice.
        try bench.home.write(
            """
            case "$*" in *'State, VolumeId'*)
                printf x >>'\(bench.home.path)/asked'
                if [ "$(wc -c <'\(bench.home.path)/asked')" -lt 3 ]; then echo '["pending","x",1]'; exit 0; fi ;;
            esac
            """, to: "hook")
        let done = try await bench.sh("yes")
        #expect(done.status == 0, "\(done.output)\(done.talk)")
        for name in ["forgotten-disk", "packer-left", "unused-image", "volume-gone"] {
            #expect(try await bench.exists(try bench.account.fact(name).id) == false, "\(name)")
        }
        let order = bench.changes.filter { $0.contains("volume") || $0 == "create-snapshot" }
        #expect(order == ["create-snapshot", "delete-volume"])
        let waited = try String(contentsOfFile: bench.home.path + "/asked", encoding: .utf8)
        #expect(waited == "xxx")
        try FileManager.default.removeItem(atPath: bench.home.path + "/hook")
        let again = try await bench.sh("yes")
        #expect(again.status == 1 && bench.changes == [], "\(again.output)")
        #expect(again.output.contains("Changes made: 0."), "\(again.output)")
    }

    @Test("of an image's two snapshots the one that another image uses stays, and so does a kept one")
    func shared() async throws {
        let bench = try await HandoverBench.prepared()
        let image = try await bench.image("of-two")
        let other = try await bench.image("of-one")
        let (shared, kept) = (try await bench.snapshot(), try await bench.snapshot())
        let own = try #require(try await bench.mapped(by: image).first)
        for (id, snapshot) in [(image, shared), (other, shared), (image, kept)] {
            try await bench.account.ask("map \(id) us-east-1 \(snapshot)")
        }
        // A machine came from the other image: it stays, and what it maps.
        let machine = try await bench.aws(
            "run-instances", "--image-id", other, "--min-count", "1", "--max-count", "1", "--instance-type", "t3.micro",
            "--query", "Instances[0].InstanceId", "--output", "text")
        #expect(machine.hasPrefix("i-"))
        _ = try await bench.aws("create-tags", "--resources", kept, "--tags", #"[{"Key":"costguard:keep","Value":""}]"#)
        let script = try await bench.script(only: [image])
        #expect(script.contains("\(shared), us-east-1: the image \(other) uses it too"), "\(script)")
        #expect(script.contains("it bears the tag costguard:keep"))
        let done = try await bench.sh("yes")
        #expect(done.status == 0, "\(done.output)\(done.talk)")
        #expect(try await bench.exists(image) == false)
        #expect(try await bench.exists(own) == false)
        #expect(try await bench.exists(shared))
        #expect(try await bench.exists(kept))
        #expect(try await bench.exists(other))
    }

    @Test("two images that go share a snapshot: it goes with the last, and stays where that one is left alone")
    func sharedByTwo() async throws {
        let bench = try await HandoverBench.prepared()
        let images = [try await bench.image("first"), try await bench.image("second")]
        let shared = try await bench.snapshot()
        for image in images { try await bench.account.ask("map \(image) us-east-1 \(shared)") }
        let script = try await bench.script(only: images)
        #expect(script.components(separatedBy: "snapshot 'us-east-1' '\(shared)'").count == 2, "\(script)")
        #expect(script.contains("it goes with the image"))
        // Somebody tags one of them meanwhile.
        _ = try await bench.aws("create-tags", "--resources", images[0], "--tags", #"[{"Key":"owner","Value":"ada"}]"#)
        let done = try await bench.sh("yes")
        #expect(done.status == 1 && done.output.contains("left alone"), "\(done.output)")
        #expect(try await bench.exists(images[0]))
        #expect(try await bench.exists(shared))
    }

    @Test("what changed between the plan and the script is left alone with a word, and the rest goes on")
    func changed() async throws {
        let bench = try await HandoverBench.prepared()
        let truth = bench.account.opening.truth
        let machine = try #require(truth.first { $0.kind == "instance" && $0.region == "us-east-1" }).id
        let address = try #require(truth.first { $0.kind == "address" && $0.verdict == "flagged" }).id
        let (disk, image) = (try bench.account.fact("forgotten-disk").id, try bench.account.fact("unused-image").id)
        let left = try bench.account.fact("packer-left").id
        _ = try await bench.script(only: [disk, image, address, left])
        _ = try await bench.aws("attach-volume", "--volume-id", disk, "--instance-id", machine, "--device", "/dev/sdz")
        _ = try await bench.aws("associate-address", "--allocation-id", address, "--instance-id", machine)
        _ = try await bench.aws(
            "run-instances", "--image-id", image, "--min-count", "1", "--max-count", "1", "--instance-type", "t3.micro")
        let done = try await bench.sh("yes")
        #expect(done.status == 1, "\(done.output)\(done.talk)")
        for words in ["left alone: the disk", "left alone: the address", "left alone: machines started from it"] {
            #expect(done.output.contains(words), "\(done.output)")
        }
        #expect(!bench.changes.contains("create-snapshot"))
        #expect(try await bench.exists(disk))
        #expect(try await bench.exists(image))
        #expect(try await bench.exists(address))
        #expect(try await bench.exists(left) == false)
    }

    @Test("a disk that is attached while its snapshot is made is not deleted, nor one whose snapshot failed")
    func race() async throws {
        let bench = try await HandoverBench.prepared()
        let disk = try bench.account.fact("forgotten-disk").id
        _ = try await bench.script(only: [disk])
        try bench.home.write(
            #"case "$*" in *'State, VolumeId'*) echo '["error","\#(disk)",500]'; exit 0 ;; esac"#, to: "hook")
        let failed = try await bench.sh("yes")
        #expect(failed.status == 1 && failed.output.contains(#"got ["error""#), "\(failed.output)")
        #expect(try await bench.exists(disk))
        let size = #"case "$*" in *'State, VolumeId'*) echo '["completed","\#(disk)",499]'; exit 0 ;; esac"#
        try bench.home.write(size, to: "hook")
        #expect(try await bench.sh("yes").status == 1)
        #expect(try await bench.exists(disk))
        let machine = try #require(
            bench.account.opening.truth.first { $0.kind == "instance" && $0.region == "us-east-1" }
        ).id
        try bench.home.write(
            """
            case "$2" in create-snapshot)
                rm '\(bench.home.path)/hook'
                aws ec2 attach-volume --volume-id \(disk) --instance-id \(machine) --device /dev/sdz >/dev/null ;;
            esac
            """, to: "hook")
        let attached = try await bench.sh("yes")
        #expect(attached.status == 1 && attached.output.contains("its snapshot snap-"), "\(attached.output)")
        #expect(try await bench.exists(disk))
        #expect(!bench.changes.contains("delete-volume"))
    }

    @Test("keys of another account change nothing")
    func otherAccount() async throws {
        let bench = try await HandoverBench.unchanged.value
        try bench.home.write(#"case "$2" in get-caller-identity) echo 999988887777; exit 0 ;; esac"#, to: "hook")
        let done = try await bench.sh("yes")
        try FileManager.default.removeItem(atPath: bench.home.path + "/hook")
        #expect(done.status == 1 && bench.changes == [], "\(done.output)")
        #expect(done.output.contains("the keys' account: expected 123456789012, got 999988887777"))
    }

    @Test("hostile names and tags are words and never commands, and are compared to the letter")
    func hostile() async throws {
        let bench = try await HandoverBench.prepared()
        let traps = [
            "$(touch pwned)", "`touch pwned`", "'; touch pwned; '", "-rf --region x", "a\nb\ttouch pwned",
            "ä😀\u{202E}\\n\"\\",
        ]
        var disks: [String] = []
        for trap in traps {
            let disk = try await bench.aws(
                "create-volume", "--availability-zone", "us-east-1a", "--size", "9", "--query", "VolumeId", "--output",
                "text")
            let tags = try JSONEncoder().encode([
                ["Key": "Name", "Value": trap], ["Key": "k'\(trap.prefix(9))", "Value": trap],
            ])
            _ = try await bench.aws(
                "create-tags", "--resources", disk, "--tags", String(decoding: tags, as: UTF8.self))
            try await bench.account.ask("age \(disk) us-east-1 40")
            disks.append(disk)
        }
        let script = try await bench.script(only: disks)
        #expect(script.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0 != "\u{202E}" })
        for shell in ["dash", "bash"] {
            let checked = try await bench.sh("check", shell: shell)
            #expect(checked.status == 0, "\(checked.output)\(checked.talk)")
        }
        #expect(try await bench.sh("yes").status == 0)
        for disk in disks { #expect(try await bench.exists(disk) == false, "\(disk)") }
        #expect(!FileManager.default.fileExists(atPath: bench.home.path + "/pwned"))
    }

    @Test("what was not seen is said, what is claimed is left out, and no other format has commands")
    func gaps() async throws {
        let bench = try await HandoverBench.prepared()
        let disk = try bench.account.fact("forgotten-disk").id
        _ = try await bench.aws(
            "create-tags", "--resources", disk, "--tags",
            #"[{"Key":"kubernetes.io/created-for/pvc/name","Value":"db"}]"#)
        try await bench.account.ask("deny ec2:DescribeImages")
        _ = try await bench.home.run(["scan", "--quiet"], on: bench.account)
        let ended = try await bench.home.run(["plan", "--commands"])
        #expect(ended.status == 3, "\(ended.talk)")
        #expect(ended.output.contains("#   ec2:DescribeImages in us-east-1: "), "\(ended.output)")
        #expect(!ended.output.contains("'\(disk)'") && ended.output.contains("deleted outside Kubernetes"))
        let other = try await bench.home.run(["plan", "--commands", "--format", "json"])
        #expect(other.status == 64 && other.talk.contains("--commands prints a shell script"), "\(other.talk)")
    }
}
