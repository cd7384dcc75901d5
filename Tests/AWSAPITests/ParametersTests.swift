// The form body and the naming of lists.
import Testing

@testable import AWSAPI

@Suite struct ParametersTests {
    @Test func numbersListsFromOneAndGoesOnBehindEarlierMembers() {
        var parameters: Parameters = ["Action": "StopInstances"]
        parameters.append(list: ["i-1", "i-2"], as: "InstanceId")
        parameters.append(list: ["i-3"], as: "InstanceId")
        parameters.append(list: ["Average"], as: "Statistics.member")
        #expect(
            parameters.formEncoded
                == "Action=StopInstances&InstanceId.1=i-1&InstanceId.2=i-2&InstanceId.3=i-3&Statistics.member.1=Average"
        )
    }

    @Test func numbersFiltersAndTheirValues() {
        var parameters = Parameters()
        parameters.append(filter: "instance-state-name", values: ["running", "stopped"])
        parameters.append(filter: "tag:a b", values: ["x"])
        #expect(
            parameters.formEncoded
                == "Filter.1.Name=instance-state-name&Filter.1.Value.1=running&Filter.1.Value.2=stopped"
                + "&Filter.2.Name=tag%3Aa+b&Filter.2.Value.1=x")
    }

    @Test func keepsThePlaceOfAParameterSetAgain() {
        var parameters: Parameters = ["A": "1", "B": "2"]
        parameters.set("A", true)
        parameters.set("C", 3)
        #expect(parameters.formEncoded == "A=true&B=2&C=3")
    }

    @Test(arguments: [
        (" ", "+"), ("+", "%2B"), ("a-b._~", "a-b._~"), ("*", "%2A"), ("ä", "%C3%A4"), ("\n", "%0A"),
        ("&=%", "%26%3D%25"),
    ])
    func encodesForAForm(_ raw: String, _ encoded: String) {
        #expect(PercentEncoding.form(raw) == encoded)
    }
}
