"""Writes what is in a release as SPDX 2.3 (JSON): costguard, the packages that Swift compiles in, Debian's libraries.

Takes the list that dist/licences wrote, the version, and the time as Unix seconds; writes to standard output.
Source of the form: https://spdx.github.io/spdx-spec/v2.3/
"""

import csv
import datetime
import hashlib
import json
import platform
import re
import sys

components, version, epoch = sys.argv[1], sys.argv[2], int(sys.argv[3])
MACHINE = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
# What the list calls a way of being in the program, and what SPDX calls it.
RELATIONS = {"swift": "STATIC_LINK", "toolchain": "STATIC_LINK", "static": "STATIC_LINK", "bundled": "DYNAMIC_LINK"}
ROOT = "SPDXRef-Package-costguard"


def identifier(name: str) -> str:
    return "SPDXRef-Package-" + re.sub(r"[^A-Za-z0-9.-]", "-", name)


def package(name: str, version: str, url: str, purl: str, licence: str = "NOASSERTION") -> dict:
    return {
        "SPDXID": identifier(name),
        "name": name,
        "versionInfo": version or "unknown",
        "downloadLocation": url or "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": licence,
        "licenseDeclared": licence,
        "copyrightText": "NOASSERTION",
        "externalRefs": [
            {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}
        ],
    }


def component(kind: str, name: str, version: str, extra: str, url: str) -> dict:
    if kind == "swift":
        path = re.sub(r"^https://|\.git$", "", url)
        return package(name, version, f"git+{url}@{extra}", f"pkg:swift/{path}@{version}")
    if kind == "toolchain":
        return package("swift-runtime", version, f"git+{url}", f"pkg:generic/swift@{version}", "Apache-2.0")
    source = f"https://snapshot.debian.org/package/{extra}/{version}/"
    return package(name, version, source, f"pkg:deb/debian/{name}@{version.replace('+', '%2B')}?arch={MACHINE}")


with open(components, encoding="utf-8", newline="") as file:
    rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))

packages = {ROOT: package("costguard", version, "", f"pkg:generic/costguard@{version}", "Apache-2.0")}
relations = [("SPDXRef-DOCUMENT", "DESCRIBES", ROOT)]
for kind, *rest in rows:
    found = component(kind, *rest)
    packages[found["SPDXID"]] = found
    relations.append((ROOT, RELATIONS[kind], found["SPDXID"]))

digest = hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:32]
created = datetime.datetime.fromtimestamp(epoch, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
document = {
    "spdxVersion": "SPDX-2.3",
    "dataLicense": "CC0-1.0",
    "SPDXID": "SPDXRef-DOCUMENT",
    "name": f"costguard-{version}-{MACHINE}",
    "documentNamespace": f"urn:costguard:{version}:{MACHINE}:{digest}",
    "creationInfo": {"created": created, "creators": ["Tool: costguard-dist"]},
    "packages": list(packages.values()),
    "relationships": [
        {"spdxElementId": one, "relationshipType": relation, "relatedSpdxElement": other}
        for one, relation, other in dict.fromkeys(relations)
    ],
}
json.dump(document, sys.stdout, indent=2)
print()
