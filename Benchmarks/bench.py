"""The benchmark: costguard beside its references, on the same simulated AWS, in the same run.

    bench.py [scan] [idle] [large] [buckets] [custodian] [judge] [year] [tls] [start] [traces]    all parts where none is named

`traces` replays machines over time and needs TRACES, a file; RULES, RESPITE and EVERY change how. It measures the rules,
not the program.
"""

import gzip
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

from measure import PYTHON, RELEASE, ROOT, Server, cost_of, least

COSTGUARD = RELEASE / "costguard"
ESTATE = (10_000, 12_000, 10_000, 1_000)
# Each is measured so often, in a home of its own; the least counts, for both sides alike.
REPEATS = 2
goals = []


def row(name, cost, goals=""):
    print(
        f"{name:<28}{cost.wall:>9.2f}{cost.cpu:>9.2f}{cost.rss:>9.0f}{cost.calls:>8}{cost.throttled:>10}  {goals}",
        flush=True,
    )


def heading(title):
    print(f"\n{title}\n{'':<28}{'wall s':>9}{'CPU s':>9}{'MB':>9}{'calls':>8}{'throttled':>10}  goal")


def verdict(name, got, most):
    goals.append((name, got <= most))
    print(f"{name:<46}{got:>8.3g}   goal {most:g}   {'met' if got <= most else 'MISSED'}", flush=True)


def summary():
    missed = [name for name, is_met in goals if not is_met]
    print(f"\n{len(goals) - len(missed)} of {len(goals)} goals met" + "".join(f"\n  missed: {name}" for name in missed))


def machine():
    """What the figures hold for."""
    load = os.getloadavg()[0]
    print(f"{time.strftime('%Y-%m-%d %H:%M')}, {os.cpu_count()} cores, load {load:.1f} before the start", flush=True)
    if load > 0.5:
        print("hint: others are at work here: wall times are too long, and shares of wall times uncertain", flush=True)


def scan_by(*rules):
    """A scan by these rules; by all shipped ones where none is named."""
    options = [word for path in rules for word in ("--rules", ROOT / "Benchmarks" / path)]
    return [COSTGUARD, "scan", "--config", ROOT / "Benchmarks" / "config.yaml", *options]


def lists_only():
    """Rules that need every list and no metric: what listing by itself takes."""
    return scan_by("lists")


def same_data():
    """Rules that need exactly what the boto3 program reads."""
    return scan_by("lists", "metrics.yaml")


def boto3_of(server, number, *options):
    home = server.home(f"boto3-{number}")
    return server.run(home.name, [PYTHON / "python", ROOT / "Benchmarks/boto3_scan.py", home / "db", *options])


def scan():
    with Server(*ESTATE) as server:
        heading("10,000 instances, 12,000 volumes, 10,000 snapshots, 1,000 images in 4 regions, 20 ms away")
        boto3 = least([boto3_of(server, number) for number in range(REPEATS)])
        row("boto3", boto3)
        homes = [f"same-{number}" for number in range(REPEATS)]
        first, again, hour = (
            least([server.run(home, same_data(), ahead) for home in homes]) for ahead in (0, 900, 3600))
        row("costguard, the same data", first, "1/8 of boto3, 100 MB")
        row("  15 minutes later", again, "1/4 of the first")
        row("  an hour later", hour)
        lists = least([server.run(f"lists-{number}", lists_only()) for number in range(REPEATS)])
        row("costguard, lists alone", lists)
        row("  again", least([server.run(f"lists-{number}", lists_only()) for number in range(REPEATS)]))
        verdict("wall, of boto3's", first.wall / boto3.wall, 0.125)
        verdict("CPU, of boto3's", first.cpu / boto3.cpu, 0.125)
        verdict("peak memory, MB", first.rss, 100)
        verdict("calls, of boto3's, which are the least", first.calls / boto3.calls, 1.1)
        verdict("wall 15 minutes later, of the first scan's", again.wall / first.wall, 0.25)
        verdict("CPU 15 minutes later, of the first scan's", again.cpu / first.cpu, 0.25)
        return lists


def idle():
    """All shipped rules on an account of which 1,500 machines are idle, beside the boto3 program with one point each."""
    reached = {}
    for options, place in (((), ""), (("--buckets",), " behind AWS's token buckets")):
        with Server(*ESTATE, "--idle", "1500", *options) as server:
            heading(f"the same estate with 1,500 idle machines, by all shipped rules{place}")
            boto3 = least([boto3_of(server, number, "--one-point") for number in range(REPEATS)])
            row("boto3, one point", boto3)
            first = least([server.run(f"idle-{number}", scan_by()) for number in range(REPEATS)])
            row("costguard scan", first, "1/8 of boto3" if not options else "less than boto3")
            row("  15 minutes later", least([server.run(f"idle-{number}", scan_by(), 900) for number in range(REPEATS)]))
            reached[bool(options)] = (boto3, first)
    (boto3, first), (limited, polite) = reached[False], reached[True]
    verdict("calls, of 1.1 x boto3's + 250", first.calls / (1.1 * boto3.calls + 250), 1)
    verdict("wall, of boto3's with one point", first.wall / boto3.wall, 0.125)
    verdict("CPU, of boto3's with one point", first.cpu / boto3.cpu, 0.125)
    verdict("behind token buckets, wall, of boto3's", polite.wall / limited.wall, 1)


def buckets():
    """All shipped rules on 5,800 idle machines, as fast as AWS lets anybody ask."""
    with Server(*ESTATE, "--buckets") as server:
        heading("the same estate behind AWS's token buckets, by all shipped rules")
        cost = server.run("buckets", scan_by(), limit=240)
        row("costguard scan", cost, "1.5 x the buckets' bound")
        # A bucket of a region holds 100 calls of an action and gets 20 a second.
        fullest = max(count["requests"] for action, count in cost.actions.items() if action.startswith("ec2 "))
        bound = max(1.0, (fullest / 4 - 100) / 20)
        verdict(f"wall, of the buckets' bound of {bound:.0f} s", cost.wall / bound, 1.5)
        verdict("throttled, of the calls", cost.throttled / cost.calls, 0.01)


def large(lists):
    with Server(*(10 * size for size in ESTATE)) as server:
        heading("ten times as much, lists alone")
        cost = server.run("large", lists_only(), limit=240)
        row("costguard, lists alone", cost, "150 MB, time linear")
        verdict("peak memory, MB", cost.rss, 150)
        if lists:
            verdict("CPU, of ten times that of a tenth", cost.cpu / (10 * lists.cpu), 1.2)


def custodian():
    with Server(*(size // 10 for size in ESTATE)) as server:
        heading("a tenth of it: Cloud Custodian asks CloudWatch instance by instance")
        regions = [word for code in ("us-east-1", "us-west-2", "eu-west-1", "eu-central-1") for word in ("-r", code)]
        command = [PYTHON / "custodian", "run", "-s", server.home("c7n") / "out", *regions, "--cache-period", "0"]
        row("Cloud Custodian", server.run("c7n", [*command, ROOT / "Benchmarks/custodian.yaml"], limit=240))
        row("costguard scan", server.run("costguard", scan_by()))


def judge():
    program = RELEASE / "JudgeBench"
    if not program.exists():
        print("\njudging: no program JudgeBench is built")
        return
    print("\njudging 100,000 resources with 7 million points", flush=True)
    with tempfile.TemporaryDirectory(prefix="costguard-judge-") as folder:
        for step in ("fill", "judge"):
            subprocess.run([program, step, os.path.join(folder, "costguard.sqlite")], check=True)


# Those that read come first: what a later verb changes, they do not see.
VERBS = ["", "plan", "plan --format json", "report", "report --format html", "credits", "history",
         "explain machine-2", "rules list", "run", "scan", "apply --yes --count 99"]


def year():
    """Every verb on the database of ten machines after a day and after a year of scans every 15 minutes."""
    program = RELEASE / "JudgeBench"
    if not program.exists():
        print("\na year: no program JudgeBench is built")
        return
    with Server(10, 10, 10, 4) as server:
        print("\nten machines, a scan every 15 minutes: the file after a day and after a year, and what verbs take on it")
        files = {days: aged(server, program, days) for days in (1, 365)}
        sizes = {days: file.stat().st_size / 1e6 for days, file in files.items()}
        print(f"{'':<28}{'day, s':>9}{'year, s':>9}{'MB':>9}  year / day")
        for verb in VERBS:
            day, whole = (least([verb_of(server, f"aged-{days}", verb) for _ in range(3)]) for days in files)
            ratio = whole.wall / day.wall
            name = f"costguard {verb}".strip()
            print(f"{name:<28}{day.wall:>9.3f}{whole.wall:>9.3f}{whole.rss:>9.0f}  {ratio:.2f}", flush=True)
            goals.append((f"'{name}' on a year, of a day's", ratio <= 2))
        print("what takes the room, MB:", ", ".join(f"{name} {size:.1f}" for name, size in largest(files[365])))
        print(f"the file after a day, MB: {sizes[1]:.1f}")
        verdict("the file after a year, MB", sizes[365], 30)


def aged(server, program, days):
    """A home with a database of so many days up to the server's present; made in memory, where no disk is waited for."""
    folder = server.home(f"aged-{days}") / ".local/state/costguard"
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="costguard-year-", dir="/dev/shm") as memory:
        made = os.path.join(memory, "costguard.sqlite")
        end = int(time.time()) + server.offset
        subprocess.run([program, "year", made, str(days), str(end)], check=True)
        shutil.copyfile(made, folder / "costguard.sqlite")
    return folder / "costguard.sqlite"


def verb_of(server, home, verb):
    return server.run(home, [COSTGUARD, *verb.split()], expected=None)


def largest(file):
    rows = "SELECT name, sum(pgsize) / 1e6 FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 6"
    with sqlite3.connect(file) as database:
        return database.execute(rows).fetchall()


def tls():
    """Ten machines in 17 regions, as most accounts are, by plain HTTP and by TLS."""
    scans = {}
    for is_safe in (False, True):
        with Server(10, 12, 10, 4, "--every-region") as server:
            if is_safe:
                server.speak_tls()
            heading("ten machines, 17 regions, by all shipped rules, " + ("by TLS" if is_safe else "by plain HTTP"))
            boto3 = least([boto3_of(server, number) for number in range(REPEATS)])
            row("boto3, its fewer questions", boto3)
            homes = [f"small-{number}" for number in range(REPEATS)]
            first, again = (least([server.run(home, scan_by(), ahead) for home in homes]) for ahead in (0, 900))
            row("costguard scan", first)
            row("  15 minutes later", again, "less than boto3" if is_safe else "")
            scans[is_safe] = again
    verdict("by TLS, CPU 15 minutes later, of boto3's", again.cpu / boto3.cpu, 1)
    verdict("by TLS, CPU 15 minutes later, of that by HTTP", scans[True].cpu / scans[False].cpu, 1.3)


def start():
    costs = [cost_of([COSTGUARD, "--version"], dict(os.environ), os.devnull) for _ in range(20)]
    print()
    verdict("--version, ms of CPU (the least of 20)", min(cost.cpu for cost in costs) * 1000, 20)


def traces():
    file = os.environ.get("TRACES")
    if not file:
        print("\ntraces: no file is named\nhint: make bench BENCH=traces TRACES=machines-hourly.csv.gz")
        return
    options = [
        word for name in ("RULES", "RESPITE", "EVERY") if os.environ.get(name)
        for word in ("--" + name.lower(), os.environ[name])]
    with tempfile.TemporaryDirectory(prefix="costguard-traces-") as folder:
        plain = file
        if file.endswith(".gz"):
            plain = os.path.join(folder, "traces.csv")
            with gzip.open(file) as packed, open(plain, "wb") as unpacked:
                shutil.copyfileobj(packed, unpacked)
        print(f"\n{file} replayed by " + (os.environ.get("RULES") or "the shipped rules"), flush=True)
        subprocess.run([RELEASE / "JudgeBench", "replay", plain, *options], check=True)


PARTS = ["scan", "idle", "large", "buckets", "custodian", "judge", "year", "tls", "start", "traces"]


def main(wanted):
    if strange := set(wanted) - set(PARTS):
        sys.exit(f"no part '{min(strange)}'\nhint: the parts are {' '.join(PARTS)}")
    wanted = wanted or PARTS
    machine()
    lists = scan() if "scan" in wanted else None
    if "large" in wanted:
        large(lists)
    for part in (idle, buckets, custodian, judge, year, tls, start, traces):
        if part.__name__ in wanted:
            part()
    summary()


if __name__ == "__main__":
    main(sys.argv[1:])
