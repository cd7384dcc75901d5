"""What a test may ask of the account while it is served: a line in, a JSON object out."""

import json

import access
from world import World


class Commands:
    """Looks at the account, and changes it, behind the back of the program under test."""

    def __init__(self, world: World, topic: str) -> None:
        self.world = world
        self.topic = topic
        self.verbs = {
            "state": self.state, "tags": self.tags, "mails": self.mails, "deny": self.deny, "allow": self.allow,
            "policy": self.policy, "tag": self.tag, "untag": self.untag, "protect": self.protect, "start": self.start,
            "stop": self.stop, "terminate": self.terminate,
        }

    def answer(self, line: str) -> dict:
        verb, _, rest = line.strip().partition(" ")
        if verb not in self.verbs:
            return {"error": f"got '{verb}', expected one of: {', '.join(sorted(self.verbs))}"}
        try:
            return self.verbs[verb](rest) or {"ok": True}
        except Exception as error:  # The test reads what went wrong; the account goes on.
            return {"error": f"{line.strip()}: {type(error).__name__}: {error}"}

    def instance(self, rest: str):
        id, region = rest.split()[:2]
        return self.world.inside("ec2", region).get_instance(id)

    def state(self, rest: str) -> dict:
        """state ID REGION"""
        return {"state": self.instance(rest)._state.name}

    def tags(self, rest: str) -> dict:
        """tags ID REGION"""
        id, region = rest.split()
        found = self.world.inside("ec2", region).describe_tags({"resource-id": [id]})
        return {"tags": {tag["key"]: tag["value"] for tag in found}}

    def mails(self, rest: str) -> dict:
        """mails: every message published to the topic so far, oldest first"""
        sent = self.world.inside("sns").topics[self.topic].sent_notifications
        return {"mails": [{"subject": mail[2], "message": mail[1]} for mail in sent]}

    def deny(self, rest: str) -> None:
        """deny ACTION, such as ec2:DescribeImages"""
        access.deny(self.world, rest)

    def allow(self, rest: str) -> None:
        """allow ACTION: takes a denial back"""
        access.allow(self.world, rest)

    def policy(self, rest: str) -> None:
        """policy JSON: the user may do this and nothing else"""
        access.set_policy(self.world, json.loads(rest))

    def tag(self, rest: str) -> None:
        """tag ID REGION KEY VALUE"""
        id, region, key, value = rest.split(" ", 3)
        self.world.inside("ec2", region).create_tags([id], {key: value})

    def untag(self, rest: str) -> None:
        """untag ID REGION KEY"""
        id, region, key = rest.split(" ", 2)
        self.world.inside("ec2", region).delete_tags([id], {key: None})

    def protect(self, rest: str) -> None:
        """protect ID REGION: switches stop protection on"""
        self.instance(rest).disable_api_stop = True

    def start(self, rest: str) -> None:
        """start ID REGION: a person starts it again, now"""
        instance = self.instance(rest)
        instance.start()
        instance.launch_time = self.world.ago()

    def stop(self, rest: str) -> None:
        """stop ID REGION: a person stops it"""
        self.instance(rest).stop()

    def terminate(self, rest: str) -> None:
        """terminate ID REGION"""
        self.instance(rest).terminate()
