"""Serves an account with two things of every kind that moto can make and list, its signature check switched on.

Prints one line of JSON: where it is, the keys, and of each kind what was made: by id the tags, and values of columns.
Ends when standard input closes.
"""

import datetime as dt
import json
import logging
import os
import sys

os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull

from moto import settings  # noqa: E402
from moto.core.authorization import ActionAuthenticatorMixin  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402

import likeness  # noqa: E402
from made import networks, platforms, stores  # noqa: E402
from world import ACCOUNT, World  # noqa: E402

USER = "kinds"
EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def keys(world: World) -> dict:
    iam = world.client("iam")
    iam.create_user(UserName=USER)
    iam.put_user_policy(UserName=USER, PolicyName="all", PolicyDocument=json.dumps(EVERYTHING))
    key = iam.create_access_key(UserName=USER)["AccessKey"]
    return {"accessKeyID": key["AccessKeyId"], "secretAccessKey": key["SecretAccessKey"]}


def open_account() -> dict:
    likeness.mend()
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    world = World(f"http://{host}:{port}", dt.datetime.now(dt.timezone.utc).replace(microsecond=0))
    made = stores.make(world) | networks.make(world) | platforms.make(world)
    opening = {"endpoint": world.endpoint, "account": ACCOUNT, "made": made} | keys(world)
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
    ActionAuthenticatorMixin.request_count = 0
    return opening


def main() -> None:
    logging.disable(logging.WARNING)
    answers, sys.stdout = sys.stdout, sys.stderr
    print(json.dumps(open_account()), file=answers, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
