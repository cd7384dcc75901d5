// The brake through the true binary, against an AWS that somebody else wrote: a person's word, the question before it, and the
// hard stop.

import Foundation
import Testing

extension AccountChanges {
    @Suite struct BrakeCommandTests {
        /// A credit that what runs has used up within the hour to the next run.
        private func prepared() async throws -> (MotoAccount, Home) {
            let account = try await MotoAccount.rewound()
            let today = Date.now.formatted(.iso8601.year().month().day())
            let home = try Home.configured(
                for: account, regions: quickRegions, unattended: "actions: [stop]", hold: "30d",
                more: "credits: [{ name: class, amount: 0.05, granted: \(today) }]\nbrake: { pause: 0s }\n")
            _ = try await home.run(["scan", "--quiet"], on: account)
            return (account, home)
        }

        @Test("armed, it stops all that runs but for what is kept, tells of it, and stays so when it is disarmed")
        func hardStop() async throws {
            let (account, home) = try await prepared()
            _ = try await home.run(["run", "--apply", "--quiet"], on: account)
            #expect(try await account.stopped() == [], "it is off until somebody arms it")
            let kept = try await home.run(["keep", "idle-oregon"], on: account)
            #expect(kept.status == 0, "\(kept.talk)")
            let preview = try await home.run(["brake", "preview"])
            #expect(preview.report.contains("kept by") && preview.report.contains("would fire at once"))
            let armed = try await home.run(["brake", "arm", "--yes"], on: account)
            #expect(armed.status == 0 && armed.talk.contains("it fires at the next run"), "\(armed.talk)")
            let run = try await home.run(["run", "--apply"], on: account)
            #expect(run.status == 0, "\(run.talk)")
            let stopped = try await account.stopped()
            #expect(
                !stopped.contains("idle-oregon") && Set(stopped).isSuperset(of: ["idle-dublin", "costly-gpu-dublin"]))
            #expect(run.talk.contains("has fired"), "\(run.talk)")
            #expect(try await home.run(["brake"]).report.contains("everything nobody keeps; fired"))
            _ = try await home.run(["run", "--apply", "--quiet"], on: account)
            #expect(try await account.stopped() == stopped, "nothing is stopped twice, and nothing else")
            let off = try await home.run(["brake", "disarm"])
            #expect(off.status == 0 && off.output.contains("stays stopped"))
            let history = try await home.run(["history"]).report
            #expect(history.contains("armed on class by") && history.contains("disarmed on class by"), "\(history)")
            let table = try await home.run(["history", "--format", "csv"]).output
            #expect(table.contains(",arm,credit,class,") && table.contains(",disarm,credit,class,"), "\(table)")
        }

        @Test("on a terminal the preview stands above the question, and anything but yes arms nothing")
        func question() async throws {
            let (account, home) = try await prepared()
            for (answer, status) in [("", Int32(4)), ("y", 4), ("arm", 4), ("yes", 0)] {
                let ended = try await home.converse(["brake", "arm"], answers: [answer])
                #expect(ended.status == status, "\(answer): \(ended.output)")
                #expect(ended.output.contains("STILL BURNS"), "\(ended.output)")
            }
            for (answer, word) in [("", "not paused"), ("no", "not paused"), ("yes", "PAUSED")] {
                let ended = try await home.converse(["pause", "--for", "1h"], answers: [answer])
                #expect(ended.status == 0 && ended.output.contains("Pause it too?"), "\(ended.output)")
                #expect(ended.output.contains(word), "\(answer): \(ended.output)")
            }
            _ = try await home.run(["run", "--apply", "--quiet"], on: account)
            #expect(try await account.stopped() == [], "a pause of both holds the brake")
        }

        @Test("rungs that are changed once it is armed are told")
        func changed() async throws {
            let (account, home) = try await prepared()
            _ = try await home.run(["brake", "arm", "--yes"], on: account)
            #expect(try await home.run(["brake"]).output.contains("changed") == false)
            let file = ".config/costguard/config.yaml"
            let text = try String(contentsOfFile: "\(home.path)/\(file)", encoding: .utf8)
            try home.write(
                text.replacing("{ pause: 0s }", with: "{ pause: 0s, rungs: [{ percent: 20, action: stop-all }] }"),
                to: file)
            let told = try await home.run(["brake"]).report
            #expect(told.contains("the rungs were: 75 % digest, 90 % stop-idle, 97 % stop-all"), "\(told)")
        }
    }
}
