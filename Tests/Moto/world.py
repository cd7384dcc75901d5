"""The account under test: moto's clients and insides, and the truth about what was put there.

What is put there is the business of machines.py, leftovers.py, billing.py and access.py.
"""

import datetime as dt
import uuid
from dataclasses import asdict, dataclass

import boto3
from botocore.config import Config
from moto.backends import get_backend

ACCOUNT = "123456789012"
REGIONS = ("us-east-1", "us-west-2", "eu-west-1")
# An image of somebody else's: nothing in the account says whether it exists.
PUBLIC_IMAGE = "ami-0c0ffee0000000001"


@dataclass
class Fact:
    """What costguard must say of one resource under one rule, on its first scan.

    verdict: due | pending | refused | flagged | spared | unknown | clear. A resource whose rule is None is clear
    under every rule. Only what is listed is claimed: a resource may be clear under rules that are not named.
    """

    kind: str
    region: str
    id: str
    name: str
    rule: str | None
    verdict: str
    note: str


class World:
    """Seeds through AWS's own calls; goes inside moto only for what no call can do, such as the past."""

    def __init__(self, endpoint: str, now: dt.datetime) -> None:
        self.endpoint = endpoint
        self.now = now
        self.hour = now.replace(minute=0, second=0, microsecond=0)
        self.truth: list[Fact] = []
        self._clients: dict[tuple[str, str], object] = {}

    def client(self, service: str, region: str = "us-east-1"):
        """A boto3 client with keys that moto does not check while the account is being made."""
        if (service, region) not in self._clients:
            # moto cannot read the gzip that botocore makes of large metric bodies.
            config = Config(disable_request_compression=True, retries={"total_max_attempts": 1})
            self._clients[service, region] = boto3.client(
                service, region, endpoint_url=self.endpoint, config=config,
                aws_access_key_id="seed", aws_secret_access_key="seed",
            )
        return self._clients[service, region]

    def inside(self, service: str, region: str = "us-east-1"):
        """moto's own model of a service in a region."""
        return get_backend(service)[ACCOUNT][region]

    def instances(self) -> list:
        """moto's own model of every machine that was seeded."""
        ids = {fact.id: fact.region for fact in self.truth if fact.kind == "instance"}
        return [self.inside("ec2", region).get_instance(id) for id, region in ids.items()]

    def ago(self, **span: float) -> dt.datetime:
        """A time before now as moto keeps it: UTC without a zone."""
        return (self.now - dt.timedelta(**span)).replace(tzinfo=None)

    def claim(self, kind: str, region: str, id: str, name: str, rule: str | None, verdict: str, note: str = "") -> None:
        self.truth.append(Fact(kind, region, id, name, rule, verdict, note))

    def facts(self) -> list[dict]:
        return [asdict(fact) for fact in self.truth]


def tag_set(kind: str, name: str, tags: dict[str, str]) -> list[dict]:
    """A TagSpecifications argument."""
    pairs = [{"Key": key, "Value": value} for key, value in ({"Name": name} | tags).items()]
    return [{"ResourceType": kind, "Tags": pairs}]


def token() -> str:
    """A word that no other run uses."""
    return uuid.uuid4().hex[:12]
