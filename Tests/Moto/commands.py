"""What a test may ask of the account while it is served: a line in, a JSON object out."""

import json

import access
import things
from gates import Gate
from world import World


class Commands:
    """Looks at the account, and changes it, behind the back of the program under test."""

    def __init__(self, world: World, topic: str) -> None:
        self.world = world
        self.topic = topic
        self.gate = Gate()
        self.subscriptions = dict(world.inside("sns").subscriptions)
        self.seeded = [(instance, picture(instance)) for instance in world.instances()]
        self.verbs = {
            "state": self.state, "tags": self.tags, "mails": self.mails, "deny": self.deny, "allow": self.allow,
            "policy": self.policy, "tag": self.tag, "untag": self.untag, "protect": self.protect, "start": self.start,
            "stop": self.stop, "terminate": self.terminate, "rewind": self.rewind, "hold": self.hold,
            "arrive": self.arrive, "release": self.release, "drop": self.drop,
            "unsubscribe": self.unsubscribe, "age": self.age, "map": self.map, "objects": self.objects,
            "overdue": self.overdue, "write": self.write, "things": self.things, "thing": self.thing,
            "keep-thing": self.keep_thing, "idle-thing": self.idle_thing,
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

    def rewind(self, rest: str) -> None:
        """rewind: every seeded machine as it was, every permission and reader back, no mail sent, nothing held"""
        self.gate.open()
        for instance, seeded in self.seeded:
            restore(instance, seeded)
        access.reset(self.world)
        things.drop(self.world, "us-west-2")
        sns = self.world.inside("sns")
        sns.topics[self.topic].sent_notifications.clear()
        sns.subscriptions.clear()
        sns.subscriptions.update(self.subscriptions)

    def unsubscribe(self, rest: str) -> None:
        """unsubscribe: nobody reads the topic's mails any more"""
        self.world.inside("sns").subscriptions.clear()

    def age(self, rest: str) -> None:
        """age ID REGION DAYS: an image, a snapshot or a disk was made so long ago"""
        id, region, days = rest.split()
        inside, made = self.world.inside("ec2", region), self.world.ago(days=float(days))
        if id.startswith("ami-"):
            inside.amis[id].creation_date = made
        elif id.startswith("snap-"):
            inside.snapshots[id].start_time = made
        else:
            inside.volumes[id].create_time = made

    def map(self, rest: str) -> None:
        """map IMAGE REGION SNAPSHOT: the image has this snapshot too"""
        image, region, snapshot = rest.split()
        ami = self.world.inside("ec2", region).amis[image]
        ami.more_snapshots = getattr(ami, "more_snapshots", []) + [snapshot]

    def things(self, rest: str) -> None:
        """things REGION: a database and a notebook, as on their first day"""
        things.put(self.world, rest)

    def idle_thing(self, rest: str) -> None:
        """idle-thing REGION: nobody was connected to the database for 30 hours"""
        things.leave_idle(self.world, rest)

    def thing(self, rest: str) -> dict:
        """thing NAME REGION: the state of one of them"""
        return {"state": things.state(self.world, *rest.split())}

    def keep_thing(self, rest: str) -> None:
        """keep-thing NAME REGION: a person tags it"""
        things.keep(self.world, *rest.split())

    def bucket(self):
        return self.world.inside("s3", "aws").buckets[access.BUCKET]

    def objects(self, rest: str) -> dict:
        """objects PREFIX: the keys in the bucket that begin so"""
        return {"keys": sorted(key for key in self.bucket().keys if key.startswith(rest))}

    def overdue(self, rest: str) -> None:
        """overdue KEY: an object was written two hours ago"""
        self.bucket().keys[rest].last_modified = self.world.ago(hours=2)

    def write(self, rest: str) -> None:
        """write KEY TEXT: somebody else writes an object"""
        key, text = rest.rsplit(" ", 1)
        self.world.inside("s3", "aws").put_object(access.BUCKET, key, text.encode())

    def hold(self, rest: str) -> None:
        """hold METHOD before|after: holds calls of a method of moto's, such as stop_instances"""
        self.gate.close(*rest.split(" "))

    def arrive(self, rest: str) -> None:
        """arrive: answers when a call is being held"""
        self.gate.arrive()

    def release(self, rest: str) -> None:
        """release: lets go what is held, and holds no more"""
        self.gate.open()

    def drop(self, rest: str) -> None:
        """drop: what is held never happens, and nothing more is held"""
        self.gate.open(drop=True)


def picture(instance) -> dict:
    return {
        "state": (instance._state.name, instance._state.code), "reason": instance._reason,
        "launched": instance.launch_time, "protected": instance.disable_api_stop, "tags": tags_of(instance),
    }


def restore(instance, seeded: dict) -> None:
    (instance._state.name, instance._state.code), instance._reason = seeded["state"], seeded["reason"]
    instance.launch_time, instance.disable_api_stop = seeded["launched"], seeded["protected"]
    found = tags_of(instance)
    extra = [key for key in found if key not in seeded["tags"]]
    if extra:
        instance.ec2_backend.delete_tags([instance.id], dict.fromkeys(extra))
    instance.ec2_backend.create_tags([instance.id], seeded["tags"])


def tags_of(instance) -> dict:
    return {tag["key"]: tag["value"] for tag in instance.get_tags()}
