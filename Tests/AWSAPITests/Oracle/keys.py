"""Asks botocore which way to keys it takes, and how it names the cached answer of a role.

Usage: keys.py precedence COUNT SEED HOME | keys.py names COUNT SEED. Prints one JSON object a line.
"""
import datetime
import json
import os
import random
import sys
from unittest import mock

SSO = {"sso_start_url": "https://x", "sso_region": "eu-west-1", "sso_account_id": "1", "sso_role_name": "r"}
WAYS = {
    "role": {"role_arn": "arn:r", "source_profile": "base"},
    "web": {"role_arn": "arn:w", "web_identity_token_file": "/nonexistent"},
    "sso": SSO,
    "login": {"login_session": "arn:l"},
    "process": {"credential_process": "/bin/true"},
    "keys": {"aws_access_key_id": "AKIACONFIG", "aws_secret_access_key": "s"},
}
VARIABLES = {
    "keys": {"AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "s"},
    "web": {"AWS_WEB_IDENTITY_TOKEN_FILE": "/nonexistent", "AWS_ROLE_ARN": "arn:e"},
    "container": {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"},
    "disabled": {"AWS_EC2_METADATA_DISABLED": "true"},
}


def text(sections):
    return "\n".join(f"[{name}]\n" + "".join(f"{k} = {v}\n" for k, v in body.items()) for name, body in sections.items())


def case(rng):
    profiles = {"base": {"region": "eu-west-1"}}
    credentials = {"base": {"aws_access_key_id": "AKIABASE", "aws_secret_access_key": "s"}}
    for name in ("default", "other"):
        body = {"region": "us-east-1"}
        for way in rng.sample(sorted(WAYS), rng.choice([0, 0, 1, 1, 2, 3])):
            body.update(WAYS[way])
        if body.get("source_profile") and rng.random() < 0.3:
            body["source_profile"] = rng.choice(["default", "other"])
        if body.get("source_profile") and rng.random() < 0.2:
            del body["source_profile"]
            body["credential_source"] = rng.choice(["Environment", "EcsContainer", "Ec2InstanceMetadata"])
        profiles[name] = body
        if rng.random() < 0.3:
            credentials[name] = {"aws_access_key_id": "AKIAFILE", "aws_secret_access_key": "s"}
    environment = {}
    for name in sorted(VARIABLES):
        if rng.random() < 0.25:
            environment.update(VARIABLES[name])
    if rng.random() < 0.3:
        environment["AWS_PROFILE"] = "other"
    config = {("default" if name == "default" else f"profile {name}"): body for name, body in profiles.items()}
    option = rng.choice([None, None, "default", "other"])
    return dict(config=text(config), credentials=text(credentials), environment=environment, option=option)


def answer(given, home):
    import botocore.credentials as bc
    import botocore.session
    from botocore import utils

    for name in ("config", "credentials"):
        with open(f"{home}/{name}", "w") as file:
            file.write(given[name])
    environment = {
        "HOME": home, "AWS_CONFIG_FILE": f"{home}/config", "AWS_SHARED_CREDENTIALS_FILE": f"{home}/credentials",
        **given["environment"],
    }
    end = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    wire = dict(AccessKeyId="A", SecretAccessKey="s", Token="t", Expiration=end)
    plain = dict(role_name="r", access_key="A", secret_key="s", token="t", expiry_time=end, account_id="1")
    disabled = environment.get("AWS_EC2_METADATA_DISABLED") == "true"
    with mock.patch.dict(os.environ, environment, clear=True), mock.patch.object(
        bc, "EC", object()
    ), mock.patch.object(
        bc.LoginCredentialFetcher, "load_cached_credentials", lambda self: plain
    ), mock.patch.object(
        utils.ContainerMetadataFetcher, "retrieve_full_uri", lambda self, url, headers=None: wire
    ), mock.patch.object(
        utils.InstanceMetadataFetcher, "retrieve_iam_role_credentials", lambda self: {} if disabled else plain
    ), mock.patch.object(
        bc.ProcessProvider, "_retrieve_credentials_using", lambda self, command: plain
    ):
        try:
            found = botocore.session.Session(profile=given["option"]).get_credentials()
        except Exception as error:
            return {"method": "error", "detail": type(error).__name__}
        if found is None:
            return {"method": "none", "detail": ""}
        return {"method": found.method, "detail": ""}


def precedence(count, rng, home):
    for _ in range(count):
        given = case(rng)
        print(json.dumps(dict(given, **answer(given, home))))


def names(count, rng):
    from botocore.credentials import AssumeRoleCredentialFetcher

    letters = "abcXYZ019-._~/=:,@\"\\äß😀\x7f"
    settings = {"role_session_name": "RoleSessionName", "external_id": "ExternalId", "mfa_serial": "SerialNumber"}
    for _ in range(count):
        given = {name: "x" + "".join(rng.choice(letters) for _ in range(9)) + "x" for name in settings if rng.random() < 0.6}
        arguments = {settings[name]: value for name, value in given.items()}
        given["role_arn"] = "arn:aws:iam::1:role/" + rng.choice(["r", "ä\"r", "a/b"])
        if rng.random() < 0.5:
            arguments["DurationSeconds"] = rng.randint(900, 43200)
            given["duration_seconds"] = str(arguments["DurationSeconds"])
        fetcher = AssumeRoleCredentialFetcher(None, None, given["role_arn"], extra_args=arguments)
        print(json.dumps({"settings": given, "name": fetcher._create_cache_key()}))


def main():
    count, rng = int(sys.argv[2]), random.Random(int(sys.argv[3]))
    if sys.argv[1] == "names":
        names(count, rng)
    else:
        precedence(count, rng, sys.argv[4])


main()
