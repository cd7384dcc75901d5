// Mails as SNS takes them.

import AWSAPI
import CostModel
import Foundation
import ScriptedAWS
import Testing

@testable import Notifying

private let arn = "arn:aws:sns:eu-west-1:123456789012:costguard"
private let published = AWSReply.xml(
    """
    <PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>567910cd-1</MessageId>\
    </PublishResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></PublishResponse>
    """)

private func mail(_ subject: String, _ body: String = "Body") -> Mail {
    Mail(id: "m1", subject: subject, body: body, createdAt: Date(timeIntervalSince1970: 0))
}

@Suite struct SNSNotifierTests {
    @Test func publishesInTheTopicsRegion() async throws {
        let aws = ScriptedAWS { _ in published }
        let notifier = try SNSNotifier(client: aws.client, topic: arn)
        #expect(notifier.destination == arn)
        #expect(try await notifier.send(mail("80 % of 'class' is gone", "Line 1\nÜ")) == "567910cd-1")
        let call = try #require(aws.calls.first)
        #expect(call.host == "sns" && call.region == "eu-west-1" && call.operation == "Publish")
        #expect(call.form == ["TopicArn": arn, "Subject": "80 % of 'class' is gone", "Message": "Line 1\nÜ"])
    }

    @Test(
        "makes a subject that SNS takes",
        arguments: [
            ("Plain", "Plain"), ("two\r\nlines", "two  lines"), ("  blanks first", "blanks first"), ("", "costguard"),
            ("\n\u{2028}", "costguard"), ("Ünicode \u{202E}x", "?nicode ?x"), ("\u{7}bell", "?bell"),
            (String(repeating: "a", count: 150), String(repeating: "a", count: 99)),
        ])
    func makesASubjectThatSNSTakes(subject: String, sent: String) {
        #expect(SNSText.subject(subject) == sent)
    }

    @Test func cutsALongBodyBetweenCharacters() {
        let body = SNSText.body(String(repeating: "ä€𝄞", count: 40_000))
        #expect(body.utf8.count <= 262_144)
        #expect(body.utf8.count > 262_144 - 4)
        #expect(body.hasSuffix("(the rest does not fit into a mail)\n"))
        #expect(!body.contains("\u{FFFD}"))
    }

    @Test(arguments: [
        "", "costguard", "arn:aws:sqs:eu-west-1:123456789012:a", "arn:aws:sns:eu-west-1.evil.org:123456789012:a",
        "arn:aws:sns:global:123456789012:a", "arn:aws:sns:eu-west-1:12:a", "arn:aws:sns:eu-west-1:123456789012:",
        "arn:aws:sns:eu-west-1:123456789012:a b", "arn:aws:sns:eu-west-1:123456789012:a:b-subscription",
        "arn:evil:sns:eu-west-1:123456789012:a",
    ])
    func refusesWhatIsNoTopic(text: String) {
        let aws = ScriptedAWS { _ in published }
        #expect(throws: NotifyingError.self) { try SNSNotifier(client: aws.client, topic: text) }
    }

    @Test func saysWhatToDoAboutAMissingTopic() async throws {
        let aws = ScriptedAWS { _ in .queryError("NotFound", "Topic does not exist", status: 404) }
        let notifier = try SNSNotifier(client: aws.client, topic: arn)
        let error = await #expect(throws: NotifyingError.self) { try await notifier.send(mail("x")) }
        #expect(error?.description.contains("hint: `costguard init`") == true)
    }

    @Test func passesOnAnyOtherRefusal() async throws {
        let aws = ScriptedAWS { _ in .queryError("AuthorizationError", status: 403) }
        let notifier = try SNSNotifier(client: aws.client, topic: arn)
        let error = await #expect(throws: AWSError.self) { try await notifier.send(mail("x")) }
        #expect(error?.isDenied == true)
    }

    @Test(
        "a service that gives no answer of its own is unreachable; what it refuses is refused",
        arguments: [
            (AWSReply.queryError("InternalFailure", status: 500), true), (.queryError("Throttling"), true),
            (AWSReply(status: 502, body: Data("<html>".utf8)), true), (.queryError("InvalidParameter"), false),
            (.queryError("AuthorizationError", status: 403), false), (.queryError("NotFound", status: 404), false),
        ])
    func unreachable(reply: AWSReply, isUnreachable: Bool) async throws {
        let aws = ScriptedAWS { _ in reply }
        let notifier = try SNSNotifier(client: aws.client, topic: arn)
        for call in [{ _ = try await notifier.send(mail("x")) }, { _ = try await notifier.recipients() }] {
            do {
                try await call()
                Issue.record("nothing was thrown")
            } catch { #expect((error is NotifierUnreachable) == isUnreachable, "\(error)") }
        }
    }

    @Test func aLostConnectionIsUnreachable() async throws {
        let notifier = try SNSNotifier(client: ScriptedAWS { _ in throw TransportError.lost }.client, topic: arn)
        await #expect(throws: NotifierUnreachable.self) { try await notifier.send(mail("x")) }
    }

    @Test func anAnswerWithoutAMessageIdIsNoSuccess() async throws {
        let aws = ScriptedAWS { _ in .xml("<PublishResponse/>") }
        let notifier = try SNSNotifier(client: aws.client, topic: arn)
        await #expect(throws: NotifyingError.self) { try await notifier.send(mail("x")) }
    }

    @Test func listsWhoHasNotConfirmedOverAllPages() async throws {
        let aws = ScriptedAWS { call in
            let (endpoint, state, token) =
                call.form["NextToken"] == "t2"
                ? ("b@example.org", "PendingConfirmation", "")
                : ("a@example.org", "arn:aws:sns:eu-west-1:123456789012:costguard:1", "<NextToken>t2</NextToken>")
            return .xml(
                """
                <ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions><member>\
                <TopicArn>\(arn)</TopicArn><Protocol>email</Protocol><SubscriptionArn>\(state)</SubscriptionArn>\
                <Endpoint>\(endpoint)</Endpoint></member></Subscriptions>\(token)</ListSubscriptionsByTopicResult>\
                </ListSubscriptionsByTopicResponse>
                """)
        }
        let notifier = try SNSNotifier(client: aws.client, topic: arn)
        let (confirmed, waiting) = try await notifier.recipients()
        #expect(confirmed == 1 && waiting == ["b@example.org"])
        #expect(aws.calls.count == 2)
    }

    @Test("a topic whose readers have all gone reaches nobody", arguments: [nil, "Deleted"])
    func countsNobody(subscription: String?) async throws {
        let member = subscription.map { "<member><SubscriptionArn>\($0)</SubscriptionArn></member>" } ?? ""
        let aws = ScriptedAWS { _ in
            .xml(
                """
                <ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions>\(member)\
                </Subscriptions></ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>
                """)
        }
        let (confirmed, waiting) = try await SNSNotifier(client: aws.client, topic: arn).recipients()
        #expect(confirmed == 0 && waiting.isEmpty)
    }
}

@Suite struct SNSReaderTests {
    private let arn = "arn:aws:sns:eu-west-1:123456789012:costguard"

    private func readers(policy: String?, scope: String = "MessageAttributes") async throws -> [MailReader] {
        let aws = ScriptedAWS { call in
            guard call.operation == "GetSubscriptionAttributes" else {
                return .xml(
                    """
                    <ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions><member>\
                    <SubscriptionArn>arn:aws:sns:eu-west-1:123456789012:costguard:1</SubscriptionArn><Endpoint>\
                    a@example.org</Endpoint></member></Subscriptions></ListSubscriptionsByTopicResult>\
                    </ListSubscriptionsByTopicResponse>
                    """)
            }
            guard let policy else { return .queryError("AuthorizationError", status: 403) }
            let entries = [("Endpoint", "a@example.org"), ("FilterPolicy", policy), ("FilterPolicyScope", scope)]
                .map { "<entry><key>\($0.0)</key><value>\($0.1)</value></entry>" }.joined()
            return .xml(
                """
                <GetSubscriptionAttributesResponse><GetSubscriptionAttributesResult><Attributes>\(entries)</Attributes>\
                </GetSubscriptionAttributesResult></GetSubscriptionAttributesResponse>
                """)
        }
        return try await SNSNotifier(client: aws.client, topic: arn).readers()
    }

    @Test(
        "what a filter policy lets through",
        arguments: [
            ("", MailReader.Filter.all), ("{}", .all), (#"{"owner":["ada","bob"]}"#, .owners(["ada", "bob"])),
            (#"{"owner":[{"prefix":"a"}]}"#, .other), (#"{"team":["a"]}"#, .other),
            (#"{"owner":["ada"],"team":["x"]}"#, .other), ("{", .unknown("its filter policy cannot be read")),
        ])
    func policies(policy: String, filter: MailReader.Filter) async throws {
        #expect(try await readers(policy: policy).map(\.filter) == [filter])
    }

    @Test func aPolicyOnTheBodyIsAnotherOne() async throws {
        #expect(try await readers(policy: #"{"owner":["ada"]}"#, scope: "MessageBody").map(\.filter) == [.other])
    }

    @Test func whatIsDeniedIsNotKnownAndReachesNobody() async throws {
        let reader = try #require(try await readers(policy: nil).first)
        var isUnknown = false
        if case .unknown = reader.filter { isUnknown = true }
        #expect(isUnknown)
        #expect(reader.isConfirmed && !reader.isReached(by: "ada") && !reader.isReached(by: nil))
    }
}

@Suite struct SNSTopicsTests {
    @Test func createsATopicAndSubscribesAnAddress() async throws {
        let aws = ScriptedAWS { call in
            switch call.operation {
            case "CreateTopic":
                .xml(
                    """
                    <CreateTopicResponse><CreateTopicResult><TopicArn>\(arn)</TopicArn></CreateTopicResult>\
                    </CreateTopicResponse>
                    """)
            default:
                .xml(
                    """
                    <SubscribeResponse><SubscribeResult><SubscriptionArn>pending confirmation</SubscriptionArn>\
                    </SubscribeResult></SubscribeResponse>
                    """)
            }
        }
        let topics = SNSTopics(client: aws.client)
        let topic = try await topics.create(named: "costguard", in: #require(Region("eu-west-1")))
        #expect(topic == arn)
        #expect(try await topics.subscribe(email: "a@example.org", to: topic) == false)
        #expect(
            aws.calls.map(\.form) == [
                ["Name": "costguard"], ["TopicArn": arn, "Protocol": "email", "Endpoint": "a@example.org"],
            ])
    }

    @Test(arguments: ["", "a b", "a.fifo", String(repeating: "a", count: 257)])
    func refusesANameThatSNSWould(name: String) async {
        let aws = ScriptedAWS { _ in .queryError("InvalidParameter") }
        await #expect(throws: NotifyingError.self) {
            try await SNSTopics(client: aws.client).create(named: name, in: .northVirginia)
        }
        #expect(aws.calls.isEmpty)
    }
}
