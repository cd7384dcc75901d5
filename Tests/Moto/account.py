"""Serves an AWS account whose truth is known: moto on a free port of 127.0.0.1, its signature check switched on.

Prints one line of JSON (where it is, the keys, what is true), then answers commands, a line each, until standard
input closes: so a test that is killed leaves no server behind.   --check: only seed, count, and look back.
"""

import collections
import datetime as dt
import json
import logging
import os
import sys

# Read by moto when it is imported: without it each region begins with a thousand images of Amazon's.
os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
# Nothing of the machine's own account may leak in.
for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull

from moto import settings  # noqa: E402
from moto.core.authorization import ActionAuthenticatorMixin  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402

import access  # noqa: E402
import billing  # noqa: E402
import leftovers  # noqa: E402
import likeness  # noqa: E402
import machines  # noqa: E402
from commands import Commands  # noqa: E402
from world import ACCOUNT, World  # noqa: E402


def open_account() -> tuple[World, dict]:
    likeness.mend()
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    now = dt.datetime.now(dt.timezone.utc).replace(microsecond=0)
    world = World(f"http://{host}:{port}", now)
    machines.seed(world)
    leftovers.seed(world)
    billed = billing.seed(world)
    keys = access.seed(world)
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
    ActionAuthenticatorMixin.request_count = 0
    opening = {"endpoint": world.endpoint, "account": ACCOUNT, "now": now.strftime("%Y-%m-%dT%H:%M:%SZ")}
    return world, opening | keys | {"billing": billed, "truth": world.facts()}


def check(opening: dict) -> None:
    """Looks at the account as a program would, with the keys that were printed."""
    import self_check

    self_check.run(opening)
    counts = collections.Counter(f"{fact['kind']} {fact['verdict']}" for fact in opening["truth"])
    for what, count in sorted(counts.items()):
        print(f"{count:4} {what}")
    print(f"{len(opening['truth']):4} in all")


def main() -> None:
    logging.disable(logging.WARNING)
    world, opening = open_account()
    if sys.argv[1:] == ["--check"]:
        return check(opening)
    commands = Commands(world, opening["topicARN"])
    # moto prints what it does not know; on this channel that would be taken for an answer.
    answers, sys.stdout = sys.stdout, sys.stderr
    print(json.dumps(opening), file=answers, flush=True)
    for line in sys.stdin:
        print(json.dumps(commands.answer(line)), file=answers, flush=True)


if __name__ == "__main__":
    main()
