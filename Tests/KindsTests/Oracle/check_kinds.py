"""Prints each fault of files of kinds against botocore's models, one a line: operations, inputs, ranges, ways, types,
tags, pages, the options of printed commands.

Usage: check_kinds.py FILE…
"""
import os
import re
import sys

import botocore.session
import yaml
from botocore import xform_name

SESSION = botocore.session.get_session()
TYPES = {
    "text": ("string", "character", "timestamp"), "integer": ("integer", "long", "string"),
    "real": ("double", "float", "integer", "long"), "boolean": ("boolean",), "time": ("timestamp", "string"),
    "ms": ("long", "integer"), "json": None,
}


def wire(name, shape, kind, is_input=False):
    facts = shape.serialization
    if kind == "ec2" and is_input:
        said = facts.get("queryName") or facts.get("name") or name
        return said if facts.get("queryName") else said[0].upper() + said[1:]
    return facts.get("name", name)


class Kind:
    def __init__(self, document):
        self.document = document
        self.model = SESSION.get_service_model(document["service"])
        known = self.model.metadata.get("protocols") or [self.model.metadata["protocol"]]
        self.protocol = next(n for n in ("json", "query", "ec2", "rest-json", "rest-xml") if n in known)
        self.faults = []

    def fault(self, text):
        self.faults.append(f"{self.document['view']}: {text}")

    def operation(self, name):
        if name not in self.model.operation_names:
            self.fault(f"no operation {name}")
            return None
        return self.model.operation_model(name)

    def down(self, shape, path, what):
        """The shape at the end of a way, and whether it leads to several."""
        is_many = False
        for part in [] if path == "." else path.split("."):
            name, is_list = part.removesuffix("[]"), part.endswith("[]")
            if shape.type_name == "list":
                shape, is_many = shape.member, True
            if shape.type_name != "structure":
                self.fault(f"{what}: {path}: '{name}' of a {shape.type_name}")
                return None, is_many
            found = next((s for n, s in shape.members.items() if wire(n, s, self.protocol) == name), None)
            if found is None:
                self.fault(f"{what}: {path}: no '{name}' on the wire")
                return None, is_many
            shape = found
            if is_list and shape.type_name != "list":
                self.fault(f"{what}: '{name}' is no list")
        return shape, is_many

    def column(self, shape, text, what, is_over=False):
        words = text.split(", ", 1)[0].split()
        kind = words.pop() if len(words) > 1 and words[-1] in TYPES else "text"
        if words[0].startswith("after:"):
            words.pop(0)
        fold = words[0][0] if words[0][0] in "#+<>" else ""
        found, is_many = self.down(shape, words[0][len(fold):], what)
        if found is None:
            return
        if fold == "#" and found.type_name != "list" and not is_many and not is_over:
            self.fault(f"{what}: counts a {found.type_name}")
        elif fold != "#" and TYPES[kind] and found.type_name not in TYPES[kind]:
            self.fault(f"{what}: a {found.type_name}, not {kind}")
        if fold in ("", "#") and found.type_name in ("list", "structure", "map") and kind != "json" and fold != "#":
            self.fault(f"{what}: a {found.type_name} as {kind}")
        if ", " not in text or not text.split(", ", 1)[1].strip():
            self.fault(f"{what}: says nothing for people")

    def input(self, shape, given, what, names=wire):
        members = {names(n, s, self.protocol, True): (n, s) for n, s in shape.members.items()} if shape else {}
        for key, value in (given or {}).items():
            if key not in members:
                self.fault(f"{what}: no input {key}; has {', '.join(sorted(members)[:20])}")
            else:
                self.value(members[key][1], value, f"{what}.{key}", names)
        for name in shape.required_members if shape else []:
            if names(name, shape.members[name], self.protocol, True) not in (given or {}):
                self.fault(f"{what}: lacks {name}")

    def value(self, shape, value, what, names):
        if isinstance(value, str) and "{" in value:
            if shape.type_name in ("list", "structure", "map"):
                self.fault(f"{what}: a text for a {shape.type_name}")
        elif shape.type_name == "structure":
            self.input(shape, value, what, names)
        elif shape.type_name == "list":
            if not isinstance(value, list):
                self.fault(f"{what}: wants a list")
                return
            flat = shape.serialization.get("flattened")
            if self.protocol == "query" and not flat and shape.member.serialization.get("name", "member") != "member":
                self.fault(f"{what}: its items are called {shape.member.serialization['name']}")
            for item in value:
                self.value(shape.member, item, what, names)
        elif shape.type_name in ("integer", "long"):
            least, most = shape.metadata.get("min"), shape.metadata.get("max")
            if not isinstance(value, int) or (least or value) > value or (most or value) < value:
                self.fault(f"{what}: {value} is not in {least}..{most}")
        elif shape.type_name == "boolean" and not isinstance(value, bool):
            self.fault(f"{what}: wants true or false")
        elif shape.type_name == "string" and shape.enum and value not in shape.enum:
            self.fault(f"{what}: {value} is none of {shape.enum}")

    def step(self, step, what):
        operation = self.operation(step["call"])
        if operation is None:
            return None
        self.input(operation.input_shape, step.get("input"), what)
        found, _ = self.down(operation.output_shape, step["items"], what)
        return found.member if found is not None and found.type_name == "list" else found

    def tags(self, shape, path, what):
        found, _ = self.down(shape, path, what)
        if found is None or found.type_name == "map":
            return
        member = found.member if found.type_name == "list" else found
        names = {wire(n, s, self.protocol).lower() for n, s in member.members.items()} if member.type_name == "structure" else set()
        if not ({"key", "value"} <= names or {"tagkey", "tagvalue"} <= names):
            self.fault(f"{what}: no tags")

    def check(self):
        document = self.document
        for number, step in enumerate(document["list"], 1):
            item = self.step(step, f"list {number}")
        if item is None:
            return
        ways = re.findall(r"\{item\.([^}?]+)\??\}", document["id"]) or [document["id"]]
        for key, way in [("id", w) for w in ways] + [(k, document[k]) for k in ("arn", "name") if k in document]:
            found, _ = self.down(item, way, key)
            if found is not None and found.type_name != "string":
                self.fault(f"{key}: {way} is a {found.type_name}")
        if "created" in document:
            words = document["created"].split()
            found, _ = self.down(item, words[0], "created")
            if found is not None and found.type_name not in TYPES["ms" if len(words) > 1 else "time"]:
                self.fault(f"created: a {found.type_name}")
        if "tags" in document:
            self.tags(item, document["tags"], "tags")
        for name, text in (document.get("columns") or {}).items():
            self.column(item, text, f"column {name}")
        for number, ask in enumerate(document.get("ask") or [], 1):
            found = self.step(ask, f"ask {number}")
            if found is None:
                continue
            if "key" in ask:
                self.down(found, ask["key"], f"ask {number} key")
            for name, text in ask["gives"].items():
                if name == "tags":
                    self.tags(found, text, f"ask {number}")
                else:
                    self.column(found, text, f"column {name}", is_over=True)
        for key in ("stop", "start", "delete"):
            if key in document:
                operation = self.operation(document[key]["call"])
                if operation is not None:
                    self.input(operation.input_shape, document[key].get("input"), key, lambda n, *_: n)
                    print("option", operation.name, xform_name(operation.name, "-"))
                    for name in operation.input_shape.members:
                        print("option", name, xform_name(name, "-"))


for path in sys.argv[1:]:
    with open(path) as file:
        kind = Kind(yaml.safe_load(file))
    if os.path.basename(path) != kind.document["view"] + ".yaml":
        kind.fault(f"stands in {os.path.basename(path)}")
    try:
        kind.check()
    except Exception as error:
        kind.fault(f"{type(error).__name__}: {error}")
    for fault in kind.faults:
        print("fault", fault)
