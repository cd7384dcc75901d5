"""What an invocation on AWS Lambda takes: ten machines in 17 regions, each host of AWS by its own name and TLS.

    unshare --mount invocations.py ZIP [SERVER]

ZIP is the program for Lambda, as `make dist` makes it; SERVER is BenchServer's program. The program runs as Lambda would
run it, under the share of a processor that Lambda gives to so much memory. Wants root, for that share, and a mount
namespace of its own, in which AWS's names lead to this machine.
"""

import contextlib
import json
import os
import socketserver
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from queue import Queue

from measure import KEYS, PYTHON, RELEASE, ROOT

REGIONS = """ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1
eu-north-1 eu-west-1 eu-west-2 eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2""".split()
GLOBAL = ["ce.us-east-1", "billing.us-east-1", "freetier.us-east-1", "budgets"]
# Lambda gives a whole processor to 1,769 MB. Source: Lambda developer guide, "Configure Lambda function memory".
WHOLE = 1769
WARM = 6
# USD, us-east-1, x86: a GB-second, a request, a PUT and a GET of S3. Source: their pricing pages, read 2026-11-29.
GB_SECOND, REQUEST, PUT, GET = 0.0000166667, 0.2e-6, 5e-6, 0.4e-6
MONTH = 31 * 24 * 4


class Runtime(socketserver.ThreadingTCPServer):
    """The Runtime API of one sandbox."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        self.events, self.answers = Queue(), Queue()
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def invoke(self):
        self.events.put(json.dumps({"source": "aws.events"}))
        return self.answers.get(timeout=400)


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def reply(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        event = self.server.events.get()
        deadline = str(int((time.time() + 300) * 1000))
        self.reply(200, event.encode(), [
            ("Lambda-Runtime-Aws-Request-Id", "1"), ("Lambda-Runtime-Deadline-Ms", deadline)])

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.reply(202)
        self.server.answers.put(body.decode())


@contextlib.contextmanager
def share(megabytes):
    """A group of processes with the share of a processor that Lambda gives; None: no limit."""
    if megabytes is None:
        yield None
        return
    group = Path("/sys/fs/cgroup/cpu") / f"costguard-bench-{os.getpid()}"
    group.mkdir()
    (group / "cpu.cfs_period_us").write_text("20000")
    (group / "cpu.cfs_quota_us").write_text(str(20000 * megabytes // WHOLE))
    try:
        yield group
    finally:
        group.rmdir()


def processor(pid):
    """CPU seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak(pid):
    """The most memory that it had, in MB."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def sandbox(function, environment, group, log, times):
    """One process and its invocations, each with wall and CPU seconds; what was there before it is no part of it."""
    runtime = Runtime()
    began = time.monotonic()
    process = subprocess.Popen(
        [function / "bootstrap"], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        env={**environment, "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{runtime.server_address[1]}"},
        preexec_fn=(lambda: (group / "cgroup.procs").write_text(str(os.getpid()))) if group else None)
    costs, before = [], 0.0
    for _ in range(times):
        answer = runtime.invoke()
        assert answer == '{"status":0}', answer
        now, cpu = time.monotonic(), processor(process.pid)
        costs.append((now - began, cpu - before))
        began, before = time.monotonic(), cpu
    memory = peak(process.pid)
    process.kill()
    process.wait()
    runtime.shutdown()
    return costs, memory


def names():
    hosts = [f"{service}.{region}" for service in ("ec2", "monitoring", "autoscaling", "sts", "sns", "cloudtrail")
             for region in REGIONS]
    return [f"{host}.amazonaws.com" for host in hosts + GLOBAL] + [
        f"{service}.us-east-1.api.aws" for service in ("freetier", "billing")]


def fronts(opening, directory):
    """TLS before both servers, at AWS's own port; the authorities of both."""
    places = [("127.0.0.1", opening["endpoint"], names()), ("127.0.0.2", opening["bucket"], ["s3.us-east-1.amazonaws.com"])]
    started, trust = [], b""
    for number, (address, endpoint, hosts) in enumerate(places):
        authorities = directory / f"authorities-{number}.pem"
        front = subprocess.Popen(
            [PYTHON / "python", ROOT / "Benchmarks/tls_front.py", endpoint.rpartition(":")[2], authorities, address,
             "443", *hosts], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        front.stdout.readline()
        started.append(front)
        bundle = authorities.read_bytes()
        # The machine's own are in the first, and the front's is the last of each.
        trust += bundle if number == 0 else b"-----BEGIN" + bundle.rpartition(b"-----BEGIN")[2]
    (directory / "authorities.pem").write_bytes(trust)
    table = "".join(f"{address} {host}\n" for address, _, hosts in places for host in hosts)
    (directory / "hosts").write_text("127.0.0.1 localhost\n" + table)
    subprocess.run(["mount", "--bind", directory / "hosts", "/etc/hosts"], check=True)
    return started


def main(zip_file, server=RELEASE / "BenchServer"):
    with tempfile.TemporaryDirectory(prefix="costguard-invocations-") as folder:
        folder = Path(folder)
        function = folder / "function"
        subprocess.run([sys.executable, "-m", "zipfile", "-e", zip_file, function], check=True)
        subprocess.run(["chmod", "-R", "a+rx", function], check=True)
        estate = subprocess.Popen(
            [server, "--instances", "10", "--volumes", "12", "--snapshots", "10", "--images", "4", "--every-region"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        started = fronts(json.loads(estate.stdout.readline()), folder)
        environment = {
            **KEYS, "PATH": os.environ["PATH"], "AWS_CA_BUNDLE": str(folder / "authorities.pem"),
            "COSTGUARD_CONFIG_YAML": "unattended: { actions: [] }", "TMPDIR": str(folder),
            "LAMBDA_TASK_ROOT": str(function),
        }
        print(f"{'':<24}{'first s':>9}{'CPU s':>8}{'cold s':>9}{'CPU s':>8}{'warm s':>9}{'CPU s':>8}{'MB':>6}  cents a month")
        with open(folder / "talk.txt", "wb") as log:
            for megabytes in (None, 128, 256, 512):
                environment["COSTGUARD_DATABASE"] = f"s3://memory/{megabytes}.sqlite"
                with share(megabytes) as group:
                    first, _ = sandbox(function, environment, group, log, 1)
                    costs, memory = sandbox(function, environment, group, log, 1 + WARM)
                row(megabytes, first[0], costs[0], costs[1:], memory)
        for process in (estate, *started):
            process.stdin.close()
            process.wait()


def row(megabytes, first, cold, warm, memory):
    wall, cpu = (statistics.median(values) for values in zip(*warm))
    cents = "" if megabytes is None else (
        f"{100 * MONTH * (wall * megabytes / 1024 * GB_SECOND + REQUEST):.1f} of Lambda where nothing is free, "
        f"{100 * MONTH * (2 * PUT + 3 * GET):.1f} of S3's requests")
    print(
        f"{f'{megabytes} MB' if megabytes else 'a whole machine':<24}{first[0]:>9.2f}{first[1]:>8.2f}{cold[0]:>9.2f}"
        f"{cold[1]:>8.2f}{wall:>9.2f}{cpu:>8.2f}{memory:>6.0f}  {cents}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
