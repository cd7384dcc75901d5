"""Plays AWS configuration files through botocore, and tells what came out of them.

Usage: profiles.py generated COUNT SEED HOME | profiles.py table HOME. Prints one JSON object a line: what was given, and
botocore's key, token, region, roles with the key that assumes each, or its error.
"""
import datetime
import json
import os
import random
import sys
from unittest import mock

import configurations
import key_configurations

NAMES = ["default", "a", "my lab", "ops"]
BLANKS = ["", "", "", " ", "  ", "\t", "    "]


def header(rng, name, of_config):
    if not of_config:
        return rng.choice([f"[{name}]", f"[{name}]", f"[{name}]  # mine", f" [{name}]"])
    if name == "default":
        return rng.choice(["[default]", "[default]", "[profile default]", "[default] ; x"])
    forms = [f"[profile '{name}']", f'[profile "{name}"]', "[profile " + name.replace(" ", "\\ ") + "]", f"[profile\t'{name}']"]
    return rng.choice(forms if " " in name else forms + [f"[profile {name}]", f"[profile   {name} ]"])


def settings(rng, name, of_config):
    tag = f"{name.replace(' ', '')}{'C' if of_config else 'F'}".upper()
    found = []
    if rng.random() < 0.6:
        found += [("aws_access_key_id", "AKIA" + tag), ("aws_secret_access_key", "s/" + tag + "=:x")]
        if rng.random() < 0.3:
            found.append((rng.choice(["aws_session_token", "aws_security_token"]), "tok" + tag))
    if of_config and rng.random() < 0.7:
        found.append(("region", rng.choice(["eu-west-1", "us-east-2", "ap-south-1"])))
    if of_config and rng.random() < 0.25:
        found += [("role_arn", "arn:aws:iam::123456789012:role/" + tag), ("source_profile", rng.choice(NAMES))]
    if of_config and rng.random() < 0.15:
        found.append(("credential_process", rng.choice(["@HOME@/give 'a b'", "\"@HOME@/give\" a\n      b", "@HOME@/give a#b \\'c"])))
    if of_config and rng.random() < 0.2:
        found.append(("output", rng.choice(["json", "", "table"])))
    if of_config and rng.random() < 0.3:
        block = rng.choice(["addressing_style = path", "region = eu-south-1\n\n        max = 2", "endpoint_url =\n        # no\n        x = y"])
        found.append(("s3", "\n        " + block))
    if rng.random() < 0.1:
        found.append((rng.choice(["duration", "note"]), "one\n        two = 2\n        [three]"))
    rng.shuffle(found)
    return found


def text(rng, of_config):
    lines = []
    for name in rng.sample(NAMES, rng.randint(1, 4)):
        lines.append(header(rng, name, of_config))
        depth = rng.choice(BLANKS)
        for option, value in settings(rng, name, of_config):
            option = rng.choice([option, option, option, option.upper()])
            lines.append(f"{depth}{option}{rng.choice(['=', ' = ', ': ', ':', '  =', ' : '])}{value}{rng.choice(['', '', '  '])}")
            lines += rng.choice([[], [], [], [""], ["# note = 1"], ["   ; note"], ["  "]])
        if rng.random() < 0.04:
            lines.append(rng.choice(["what is this", "= x", "[open", "s3 =\n      no setting"]))
    if rng.random() < 0.1:
        lines.append("[DEFAULT]\nregion = sa-east-1")
    if rng.random() < 0.1:
        lines += ["[preview]", "x = 1", "[plugins]", "y: 2"]
    return rng.choice(["\n", "\n", "\n", "\r\n", "\r"]).join("\n".join(lines).split("\n")) + "\n"


def generated(count, rng):
    for _ in range(count):
        given = dict(config=text(rng, True), credentials=text(rng, False), environment={}, option=None)
        if rng.random() < 0.5:
            given["option"] = rng.choice(NAMES)
        for name, value in [("AWS_PROFILE", "ops"), ("AWS_DEFAULT_PROFILE", "a"), ("AWS_DEFAULT_REGION", "ca-west-1")]:
            if rng.random() < 0.15:
                given["environment"][name] = value
        yield given


def place(given, home):
    """Writes the case's files and returns it with the paths that it names."""
    given = json.loads(json.dumps(given).replace("@HOME@", home))
    os.makedirs(f"{home}/.aws", exist_ok=True)
    for name in ("config", "credentials"):
        if given.get(name) is not None:
            with open(f"{home}/.aws/{name}", "wb") as file:
                file.write(given[name].encode("latin-1" if given.get("latin") else "utf-8", "surrogateescape"))
    for name, content in given.get("files", {}).items():
        os.makedirs(os.path.dirname(f"{home}/{name}"), exist_ok=True)
        with open(f"{home}/{name}", "w") as file:
            file.write(content)
        os.chmod(f"{home}/{name}", 0o700)
    return given


class Fake:
    """STS and the SSO portal: they give keys to whoever asks, and note what was shown to them for which role."""

    def __init__(self, given, roles, secrets):
        self.key, self.roles = given.get("aws_access_key_id"), roles
        secrets.append(given.get("aws_secret_access_key") or "")

    def give(self, shown, role):
        self.roles.append([shown, role])
        end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
        keys = dict(AccessKeyId="ASIAROLE", SecretAccessKey="s", SessionToken="t", Expiration=end.isoformat())
        return {"Credentials": keys, "AssumedRoleUser": {"Arn": "arn:aws:sts::123456789012:assumed-role/x/y"}}

    def assume_role(self, RoleArn, **rest):
        return self.give(self.key, RoleArn)

    def assume_role_with_web_identity(self, RoleArn, WebIdentityToken, **rest):
        return self.give(WebIdentityToken.strip(), RoleArn)

    def get_role_credentials(self, roleName, accountId, accessToken):
        self.roles.append([accessToken, f"{accountId}/{roleName}"])
        end = (datetime.datetime.now().timestamp() + 3600) * 1000
        return {"roleCredentials": dict(accessKeyId="ASIAROLE", secretAccessKey="s", sessionToken="t", expiration=end)}


def outcome(given, home):
    import botocore.credentials as bc
    import botocore.session

    environment = {"HOME": home, "PATH": "/usr/bin:/bin", "AWS_EC2_METADATA_DISABLED": "true", **given["environment"]}
    roles, secrets = [], []
    fake = mock.patch.object(
        botocore.session.Session, "create_client", lambda self, service, **kwargs: Fake(kwargs, roles, secrets)
    )
    with mock.patch.dict(os.environ, environment, clear=True), fake, mock.patch.object(
        bc.SSOProvider, "_SSO_TOKEN_CACHE_DIR", f"{home}/.aws/sso/cache"
    ), mock.patch("botocore.tokens.SSOTokenProvider._SSO_TOKEN_CACHE_DIR", f"{home}/.aws/sso/cache"):
        try:
            session = botocore.session.Session(profile=given["option"])
            region = session.get_config_variable("region")
            found = session.get_credentials()
            keys = found and found.get_frozen_credentials()
        except Exception as error:
            return {"error": type(error).__name__}
    if keys is None:
        return {"error": "none", "region": region}
    token = keys.token or None
    used = [keys.access_key, keys.secret_key, token, region, *sum(roles, [])]
    if any("\n" in text for text in used if text) or any("\n" in secret for secret in secrets):
        return {"error": "LineBreak"}
    return {"key": keys.access_key, "token": token, "region": region or None, "roles": roles}


def main():
    root = sys.argv[-1]
    if sys.argv[1] == "table":
        given = configurations.CASES + key_configurations.CASES
    else:
        given = generated(int(sys.argv[2]), random.Random(int(sys.argv[3])))
    for number, one in enumerate(given):
        home = f"{root}/{number}"
        one = place({"environment": {}, "option": None, **one, "files": {"give": configurations.GIVE, **one.get("files", {})}}, home)
        told = {name: one.get(name) for name in ("title", "verdict", "own", "option", "environment")}
        print(json.dumps({**told, "home": home, "botocore": outcome(one, home)}))


main()
