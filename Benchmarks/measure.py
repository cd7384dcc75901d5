"""Runs programs and says what they cost: wall time, CPU time with that of their children, peak memory, calls to AWS."""

import json
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RELEASE = ROOT / ".build" / "release"
PYTHON = ROOT / ".venv-bench" / "bin"
# The simulated account's keys open nothing else.
KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIASIMULATEDSTUDENT",
    "AWS_SECRET_ACCESS_KEY": "simulated/secret+that/opens/nothing/0000",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
}


@dataclass
class Cost:
    """What one program took."""

    wall: float
    cpu: float
    rss: float  # MB, the largest of the program and its children
    status: int
    calls: int = 0
    throttled: int = 0
    actions: dict | None = None  # by action, as the server counted


def least(costs):
    """Of several runs the least wall and CPU time each: what others took of this machine is no part of it. The most
    memory."""
    best = min(costs, key=lambda cost: cost.cpu)
    return replace(best, wall=min(cost.wall for cost in costs), rss=max(cost.rss for cost in costs))


def cost_of(command, environment, log, limit=600):
    """Runs a program to its end, or kills it after `limit` seconds; its talk goes to the file `log`."""
    began = time.monotonic()
    with open(log, "ab") as output:
        child = subprocess.Popen(
            ["timeout", "--kill-after=10", str(limit), *map(str, command)],
            env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
        )
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return Cost(
        time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, child.returncode
    )


class Server:
    """The simulated AWS, in a process of its own; ends with the `with` block."""

    def __init__(self, instances, volumes, snapshots, images, *options):
        sizes = {"instances": instances, "volumes": volumes, "snapshots": snapshots, "images": images}
        self.command = [str(RELEASE / "BenchServer")]
        for name, size in sizes.items():
            self.command += [f"--{name}", str(size)]
        self.command += options
        self.front = None
        self.trust = {}

    def __enter__(self):
        # All clocks show 20 minutes past the hour, so that it is the same whenever it is measured: a quarter of an hour
        # later no new hour's figures are due yet, an hour later one for every series.
        self.offset = int(20 * 60 - time.time()) % 3600
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.endpoint = json.loads(self.process.stdout.readline())["endpoint"]
        self.directory = tempfile.TemporaryDirectory(prefix="costguard-bench-")
        return self

    def __exit__(self, *_):
        for process in filter(None, (self.front, self.process)):
            process.stdin.close()
            process.wait()
        self.directory.cleanup()

    def speak_tls(self):
        """From now on clients come by TLS, through a process of its own."""
        authorities = self.home("authorities") / "ca.pem"
        port = self.endpoint.rpartition(":")[2]
        self.front = subprocess.Popen(
            [PYTHON / "python", ROOT / "Benchmarks/tls_front.py", port, authorities],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.endpoint = f"https://127.0.0.1:{self.front.stdout.readline().strip()}"
        self.trust = {"AWS_CA_BUNDLE": str(authorities)}

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def home(self, name):
        path = Path(self.directory.name) / name
        path.mkdir(exist_ok=True)
        return path

    def run(self, name, command, ahead=0, limit=600, expected=0):
        """Runs a client in a home of its own name, and counts its calls. Tells another status than the expected one;
        None: any will do."""
        home = self.home(name)
        environment = {
            **KEYS, "PATH": os.environ["PATH"], "HOME": str(home), "AWS_ENDPOINT_URL": self.endpoint,
            "LD_PRELOAD": str(RELEASE / "clock_ahead.so"), "CLOCK_AHEAD": str(self.offset + ahead), **self.trust,
        }
        self.ask(f"ahead {self.offset + ahead}")
        self.ask("counts")
        cost = cost_of(command, environment, home / "talk.txt", limit)
        cost.actions = self.ask("counts")
        cost.calls = sum(count["requests"] for count in cost.actions.values())
        cost.throttled = sum(count["throttled"] for count in cost.actions.values())
        if expected is not None and cost.status != expected:
            last = (home / "talk.txt").read_text().strip().splitlines()[-1:]
            print(f"  {name} ended with status {cost.status}: {' '.join(last)}")
        return cost
