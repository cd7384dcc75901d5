"""A stand-in for the `aws` command, over boto3: as much of its grammar as the scripts that costguard prints use.

Knows --region, --output text|json and --query; every other option is a parameter of the operation. Ends with 254 where AWS
refuses, as the AWS CLI does. It is no AWS CLI: what it does not know ends with 252, and never with a guess.

boto3 takes longer to load than to answer: the first call in a home leaves a process behind that answers the others, until
none has come for some seconds.
"""

import json
import os
import socket
import subprocess
import sys
import time

SOCKET = os.path.join(os.environ["HOME"], ".aws-standin")
IDLE_SECONDS = 15


def main(words: list[str]) -> int:
    import boto3
    import jmespath
    from botocore.exceptions import ClientError

    service, operation, options = words[0], words[1], grouped(words[2:])
    region = options.pop("region", ["us-east-1"])[0]
    output, query = options.pop("output", ["json"])[0], options.pop("query", [None])[0]
    client = boto3.client(service, region)
    method = operation.replace("-", "_")
    shape = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[method]).input_shape
    try:
        answer = asked(client, method, parameters(shape, options))
    except ClientError as error:
        print(f"\nAn error occurred: {error}", file=sys.stderr)
        return 254
    answer.pop("ResponseMetadata", None)
    found = jmespath.search(query, answer) if query else answer
    if output == "json":
        print(json.dumps(found, indent=4, ensure_ascii=False, default=str))
    elif isinstance(found, (dict, list)):
        raise SystemExit("the stand-in writes no lists as text")
    else:
        print(found)
    return 0


def grouped(words: list[str]) -> dict[str, list[str]]:
    """Options with the words behind them; a flag has none."""
    options: dict[str, list[str]] = {}
    for word in words:
        if word.startswith("--"):
            values = options.setdefault(word[2:], [])
        else:
            values.append(word)
    return options


def parameters(shape, options: dict[str, list[str]]) -> dict:
    from botocore import xform_name

    names = {xform_name(name, "-"): name for name in shape.members}
    unknown = set(options) - set(names)
    if unknown:
        print(f"unknown options: {', '.join(sorted(unknown))}", file=sys.stderr)
        raise SystemExit(252)
    return {names[name]: value(shape.members[names[name]], words) for name, words in options.items()}


def value(shape, words: list[str]):
    if words and words[0][:1] in ("[", "{"):
        return json.loads(words[0])
    if shape.type_name == "boolean":
        return True
    if shape.type_name == "integer":
        return int(words[0])
    if shape.type_name == "list":
        return [structure(word) if shape.member.type_name == "structure" else word for word in words]
    return structure(words[0]) if shape.type_name == "structure" else words[0]


def structure(word: str) -> dict:
    """Name=a,Values=b and ResourceType=a,Tags=[{Key=b,Value=c}]"""
    head, _, tags = word.partition(",Tags=[{")
    fields = dict(part.split("=", 1) for part in head.split(","))
    if tags:
        fields["Tags"] = [dict(part.split("=", 1) for part in tags.removesuffix("}]").split(","))]
    return fields | ({"Values": [fields["Values"]]} if "Values" in fields else {})


def asked(client, method: str, arguments: dict) -> dict:
    if client.can_paginate(method):
        return client.get_paginator(method).paginate(**arguments).build_full_result()
    return getattr(client, method)(**arguments)


def serve() -> None:
    """Answers one call after another."""
    import contextlib
    import io
    import traceback

    import boto3  # noqa: F401 - loaded before the first call

    with socket.socket(socket.AF_UNIX) as server:
        server.bind(SOCKET)
        server.listen()
        server.settimeout(IDLE_SECONDS)
        while True:
            try:
                caller, _ = server.accept()
            except TimeoutError:
                return os.unlink(SOCKET)
            with caller, caller.makefile("rw") as stream:
                output, talk = io.StringIO(), io.StringIO()
                with contextlib.redirect_stdout(output), contextlib.redirect_stderr(talk):
                    try:
                        status = main(json.loads(stream.readline()))
                    except SystemExit as end:
                        status = end.code
                    except Exception:
                        traceback.print_exc()
                        status = 255
                stream.write(json.dumps([status, output.getvalue(), talk.getvalue()]) + "\n")


def call(words: list[str]) -> int:
    for attempt in range(600):
        try:
            with socket.socket(socket.AF_UNIX) as server:
                server.connect(SOCKET)
                with server.makefile("rw") as stream:
                    stream.write(json.dumps(words) + "\n")
                    stream.flush()
                    status, output, talk = json.loads(stream.readline())
            break
        except (FileNotFoundError, ConnectionRefusedError):
            if attempt == 0:
                none = subprocess.DEVNULL
                subprocess.Popen(
                    [sys.executable, __file__, "--serve"], stdin=none, stdout=none, stderr=none, start_new_session=True
                )
            time.sleep(0.05)
    else:
        raise SystemExit("nothing answers")
    sys.stdout.write(output)
    sys.stderr.write(talk)
    return status


if sys.argv[1:] == ["--serve"]:
    serve()
else:
    sys.exit(call(sys.argv[1:]))
