#!/usr/bin/env python3
"""Writes kinds/operations.txt anew: what a kind's file may call, and how it looks on the wire.

    .venv/bin/python scripts/kind_operations.py > kinds/operations.txt

From botocore's models of the pinned version. Only what reads is in it: List and Describe, and the few others in READS,
without what answers with secrets, keys or contents. A test compares the file with what this prints.
"""
import re
import sys

import botocore
import botocore.loaders
import botocore.session
from botocore.endpoint_provider import EndpointProvider

SESSION = botocore.session.get_session()
LOADER = botocore.loaders.Loader()
PARTITIONS = LOADER.load_data("partitions")
# Regions that every account has.
COMMON = [
    "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
    "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1",
    "us-east-2", "us-west-1", "us-west-2",
]
# Reading operations of other names, each looked at by a person.
READS = {
    "glue": {"GetDevEndpoints"}, "lightsail": {"GetInstances", "GetRelationalDatabases", "GetLoadBalancers", "GetDisks"},
    "mwaa": {"GetEnvironment"}, "opensearchserverless": {"BatchGetCollection"}, "s3": {"GetBucketTagging"},
    "batch": set(), "apigateway": {"GetRestApis"}, "apigatewayv2": {"GetApis"}, "amplify": set(),
}
# Services that bill nothing by themselves, or people and messages: no kind is in them.
LEFT_OUT = re.compile(
    r"(account|accessanalyzer|artifact|auditmanager|bcm-.*|billing|billingconductor|budgets|ce|chime.*|chatbot"
    r"|compute-optimizer|config|connect.*|controltower|cost-optimization-hub|cur|customer-profiles|freetier|health|iam"
    r"|identitystore|invoicing|license-manager.*|mailmanager|marketplace-.*|notifications.*|organizations|partnercentral-.*"
    r"|pinpoint.*|pricing|qconnect|ram|repostspace|resource-groups|resourcegroupstaggingapi|route53domains|savingsplans"
    r"|schemas|service-quotas|servicecatalog.*|ses|sesv2|signin|sms-voice|socialmessaging|sso.*|sts|support.*|tax.*"
    r"|trustedadvisor|uxc|wellarchitected|wisdom)$")
# Names of what must not be asked for: it would be kept in the database.
SECRET = re.compile(
    r"Password|Token|Credential|PrivateKey|SecretValue|Presigned|ApiKey|AccessKey|SSHPublicKey|UserData|LogEvent"
    r"|ServiceSpecific|SigningCert|Biscuit|Message|Utterance|Transcript|Session(Context|Log)|Record(s)?$|Variable")


def protocol(model):
    """The first of the protocols that costguard speaks; None: none of them."""
    known = model.metadata.get("protocols") or [model.metadata["protocol"]]
    for name in ("json", "query", "ec2", "rest-json", "rest-xml"):
        if name in known:
            return name
    return None


def wire(name, shape, is_input, kind):
    """How a member is called on the wire."""
    facts = shape.serialization
    if kind == "ec2" and is_input:
        said = facts.get("queryName") or facts.get("name") or name
        return said if facts.get("queryName") else said[0].upper() + said[1:]
    return facts.get("name", name)


def host(service, model):
    """The host's prefix and shape; None where it is called otherwise than costguard can call it."""
    provider = EndpointProvider(LOADER.load_service_model(service, "endpoint-rule-set-1"), PARTITIONS)
    flags = {"UseFIPS": False, "UseDualStack": False}
    try:
        found = provider.resolve_endpoint(Region="us-west-2", **flags)
    except Exception:
        return None
    address = found.url.removeprefix("https://")
    for shape, suffix in (("regional", ".us-west-2.amazonaws.com"), ("dual-stack", ".us-west-2.api.aws"),
                          ("single", ".amazonaws.com")):
        if address.endswith(suffix) and "/" not in address:
            return address.removesuffix(suffix), shape
    return None


def names(shape, is_input, kind):
    """The members by their names on the wire."""
    return {wire(n, s, is_input, kind): s for n, s in shape.members.items()} if shape else {}


def pages(service, operation, kind, paginators):
    """`in>out`, and the size's name with the largest that is allowed."""
    known = paginators.get(operation.name)
    given, got = names(operation.input_shape, True, kind), names(operation.output_shape, False, kind)
    token = size = None
    if known:
        tokens, results = known["input_token"], known["output_token"]
        if isinstance(tokens, str) and isinstance(results, str):
            token = next((w for w, s in zip(given, operation.input_shape.members) if s == tokens), None)
            parts = re.split(r" \|\| ", results)[0].split(".")
            out = next((w for w, s in zip(got, operation.output_shape.members) if s == parts[0]), None)
            token = f"{token}>{'.'.join([out] + parts[1:])}" if token and out else None
            if token is None or "[" in token:
                return None
        else:
            return None
        limit = known.get("limit_key")
        size = next((w for w, s in zip(given, operation.input_shape.members) if s == limit), None) if limit else None
    else:
        name = next((n for n in ("NextToken", "nextToken") if n in given and n in got), None)
        token = f"{name}>{name}" if name else None
        size = next((n for n in ("MaxResults", "maxResults") if n in given), None) if name else None
    if size is None:
        return token, None
    shape = given[size]
    if shape.type_name not in ("integer", "long"):
        return token, None
    most = shape.metadata.get("max") or (1000 if kind == "ec2" else 100)
    least = shape.metadata.get("min") or 1
    return token, f"{size}={max(least, min(int(most), 1000))}"


def line(service, model, name, kind, paginators):
    """The line of an operation; None where costguard cannot call it by the rules that it knows."""
    operation = model.operation_model(name)
    if operation.has_streaming_output or operation.has_event_stream_output or operation.output_shape is None:
        return None
    if (operation.endpoint_discovery or {}).get("required") or operation.auth_type == "none":
        return None
    if (operation.endpoint or {}).get("hostPrefix", "").count("{"):
        return None
    found = pages(service, operation, kind, paginators)
    if found is None:
        return None
    parts = [name]
    if kind.startswith("rest"):
        method, path = operation.http["method"], operation.http["requestUri"]
        reads_query = method in ("GET", "DELETE", "HEAD")
        if operation.input_shape and operation.input_shape.serialization.get("payload"):
            return None
        for member, shape in (operation.input_shape.members if operation.input_shape else {}).items():
            where = shape.serialization.get("location", "body")
            is_needed = member in operation.input_shape.required_members
            if where in ("header", "headers", "statusCode") and is_needed:
                return None
            if where == ("body" if reads_query else "querystring"):
                if is_needed or (found[0] and found[0].split(">")[0] == wire(member, shape, True, kind)):
                    return None
        if method not in ("GET", "POST", "PUT"):
            return None
        parts += [method, path]
    parts += [part for part in found if part]
    return "  " + " ".join(parts)


def main():
    print(f"# What kinds may call, from botocore {botocore.__version__} by scripts/kind_operations.py. Reading operations")
    print("# alone. A service: name, endpoint id, protocol, host, shape of the host, signing name, then the version, or")
    print("# the target's prefix and the version of JSON; 'without' names regions of every account that lack it. An")
    print("# operation: name, method and path, token sent>token answered, size of a page=largest.")
    for service in SESSION.get_available_services():
        model = SESSION.get_service_model(service)
        kind = protocol(model)
        if LEFT_OUT.match(service) or kind is None or model.metadata.get("signatureVersion") in ("v2", "bearer"):
            continue
        place = host(service, model)
        if place is None:
            continue
        try:
            paginators = LOADER.load_service_model(service, "paginators-1")["pagination"]
        except Exception:
            paginators = {}
        wanted = [
            name for name in model.operation_names
            if (re.match(r"(List|Describe)[A-Z]", name) and not SECRET.search(name)) or name in READS.get(service, ())
        ]
        lines = [text for text in (line(service, model, name, kind, paginators) for name in wanted) if text]
        if not lines:
            continue
        prefixes = {(model.operation_model(t.split()[0]).endpoint or {}).get("hostPrefix", "") for t in lines}
        if len(prefixes) != 1:
            lines = [t for t in lines if not (model.operation_model(t.split()[0]).endpoint or {}).get("hostPrefix")]
            prefixes = {""}
        if not lines:
            continue
        about = model.metadata
        identity = re.sub(r"[^A-Za-z0-9]", "_", about.get("serviceId", service)).upper()
        parts = [service, identity, kind, prefixes.pop() + place[0], place[1], about.get("signingName", about["endpointPrefix"])]
        if kind in ("query", "ec2"):
            parts.append(about["apiVersion"])
        if kind == "json":
            parts += [about["targetPrefix"], about["jsonVersion"]]
        offered = SESSION.get_available_regions(service)
        without = [region for region in COMMON if offered and region not in offered]
        if without and place[1] != "single":
            parts.append("without=" + ",".join(without))
        print("service " + " ".join(parts))
        print("\n".join(lines))


sys.exit(main())
