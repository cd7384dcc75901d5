"""Variables, roles, programs, logins and times as people have them; read configurations.py first."""

from configurations import case, keys
import configurations

OWN, configurations.CASES = configurations.CASES, []
K = keys("AKIAONE")
PAIR = dict(AWS_ACCESS_KEY_ID="AKIAENV", AWS_SECRET_ACCESS_KEY="s")
TWO = f"[default]\n{K}[b]\n{keys('AKIATWO')}"

# Variables.
case("same", "keys in the environment", None, TWO, **PAIR)
case("same", "keys and a profile in the environment", None, TWO, AWS_PROFILE="b", **PAIR)
case("same", "keys in the environment and an option", None, TWO, "b", **PAIR)
case("same", "empty variables", None, TWO, AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="", AWS_SESSION_TOKEN="")
case("same", "a secret alone in the environment", None, TWO, AWS_SECRET_ACCESS_KEY="s")
case("same", "an id alone in the environment", None, TWO, AWS_ACCESS_KEY_ID="AKIAENV")
case("same", "an empty token", AWS_SESSION_TOKEN="", **PAIR)
case("same", "the older token's name", AWS_SECURITY_TOKEN="old", **PAIR)
case("same", "both tokens", AWS_SECURITY_TOKEN="old", AWS_SESSION_TOKEN="new", **PAIR)
case("same", "an empty older token beside the newer", AWS_SECURITY_TOKEN="", AWS_SESSION_TOKEN="new", **PAIR)
for title, text in [("a carriage return", "AKIAENV\r"), ("a line feed", "AKIAENV\n"), ("a blank before", " AKIAENV"), ("a tab behind", "AKIAENV\t"), ("a bell", "AKIA\aENV")]:
    case("told", f"{title} in the id", AWS_ACCESS_KEY_ID=text, AWS_SECRET_ACCESS_KEY="s")
    case("told", f"{title} in the secret", AWS_ACCESS_KEY_ID="AKIAENV", AWS_SECRET_ACCESS_KEY=text)
    case("told", f"{title} in the token", AWS_SESSION_TOKEN=text, **PAIR)
case("same", "quotes in the environment", AWS_ACCESS_KEY_ID="'AKIAENV'", AWS_SECRET_ACCESS_KEY="'s'")
case("same", "both names of the profile's variable", None, TWO + f"[c]\n{keys('AKIATHREE')}", AWS_PROFILE="b", AWS_DEFAULT_PROFILE="c")
case("read", "an empty profile variable", None, TWO, AWS_PROFILE="")
case("same", "a profile that is not there", None, TWO, AWS_PROFILE="nobody")
case("same", "a variable's region over the file's", "[default]\nregion = eu-west-3\n", TWO, AWS_DEFAULT_REGION="us-west-1")
case("other", "AWS_REGION, as every other tool of AWS reads it", "[default]\nregion = eu-west-3\n", TWO, own={"region": "us-west-1"}, AWS_REGION="us-west-1")
case("other", "an empty region's variable", "[default]\nregion = eu-west-3\n", TWO, own={"region": "eu-west-3"}, AWS_DEFAULT_REGION="")
for text in ["EU-WEST-3", "Paris", "None", "eu-west-3a", "aws-global", "'eu-west-3'", ""]:
    case("same", f"the region {text}", f"[default]\nregion = {text}\n", TWO)
FILES = {"alt/c": "[default]\nregion = eu-north-1\n", "alt/k": f"[default]\n{K}"}
for title, config, credentials in [("$HOME", "$HOME/alt/c", "$HOME/alt/k"), ("${HOME}", "${HOME}/alt/c", "${HOME}/alt/k"), ("~", "~/alt/c", "~/alt/k"),
                                   ("a variable of one's own", "$D/c", "${D}/k"), ("an unknown variable", "$NONE/c", "${NONE/k"), ("a variable with ~ in it", "$T/alt/c", "$T/alt/k"),
                                   ("files that are not there", "/nowhere/c", "/nowhere/k"), ("/dev/null", "/dev/null", "/dev/null"), ("a directory", "~/alt", "~/alt"),
                                   ("a user that is none", "~nobody-at-all/c", "~nobody-at-all/k"), ("a tilde in the middle", "@HOME@/~/c", "@HOME@/~/k")]:
    case("same", f"files by {title}", f"[default]\nregion = eu-west-3\n", TWO, files=FILES, D="@HOME@/alt", T="~", AWS_CONFIG_FILE=config, AWS_SHARED_CREDENTIALS_FILE=credentials)
case("same", "an empty name of a file", f"[default]\nregion = eu-west-3\n", TWO, AWS_CONFIG_FILE="~/.aws/config", AWS_SHARED_CREDENTIALS_FILE="~/.aws/credentials")

# Pairs in files.
case("same", "the id in one file, the secret in the other", "[default]\naws_access_key_id = AKIASPLIT\n", "[default]\naws_secret_access_key = s\n")
case("same", "a secret alone, and a whole pair in the config", f"[default]\n{K}", "[default]\naws_secret_access_key = s\n")
case("same", "a pair in both files", f"[default]\n{K}", f"[default]\n{keys('AKIATWO')}")
case("same", "both tokens in a file", None, f"[default]\n{K}aws_session_token = new\naws_security_token = old\n")
case("same", "the older token alone in a file", None, f"[default]\n{K}aws_security_token = old\n")
case("other", "an empty older token in a file", None, f"[default]\n{K}aws_session_token = new\naws_security_token =\n", own={"token": "new"})
case("same", "the region of the credentials file", "[default]\nregion = eu-west-3\n", f"[default]\nregion = us-west-1\n{K}")

# Roles.
ROLE = "role_arn = arn:aws:iam::123456789012:role/R\n"
B = "[profile b]\nrole_arn = arn:b\n"
for title, config, credentials in [
    ("in the credentials file", "[profile r]\nregion=eu-west-3\n", f"[b]\n{K}[r]\n{ROLE}source_profile = b\n"), ("from default", f"[profile r]\n{ROLE}source_profile = default\n", TWO),
    ("of three", f"[profile r]\n{ROLE}source_profile = b\n{B}source_profile = c\n[profile c]\nrole_arn = arn:c\nsource_profile = d\n", f"[d]\n{K}"),
    ("from a source with keys and a role", f"[profile r]\n{ROLE}source_profile = b\n{B}source_profile = c\n{K}", None), ("that names itself", f"[profile r]\n{ROLE}source_profile = r\n{K}", None),
    ("that names itself without keys", f"[profile r]\n{ROLE}source_profile = r\n", None), ("in a circle", f"[profile r]\n{ROLE}source_profile = b\n{B}source_profile = r\n", None),
    ("with no source", f"[profile r]\n{ROLE}", f"[r]\n{K}"), ("with both sources", f"[profile r]\n{ROLE}source_profile = b\ncredential_source = Environment\n", TWO),
    ("from nobody", f"[profile r]\n{ROLE}source_profile = nobody\n", None), ("from a program", f"[profile r]\n{ROLE}source_profile = p\n[profile p]\ncredential_process = @HOME@/give x\n", None),
    ("with a colon and a comment of its own", f"[profile r]\nrole_arn: arn:r\n# source_profile = default\nsource_profile: b\n", TWO),
    ("with an empty token file", f"[profile r]\n{ROLE}source_profile = b\nweb_identity_token_file =\n", TWO), ("over keys of the profile", f"[profile r]\n{ROLE}source_profile = b\n{keys('AKIAR')}", TWO),
]:
    case("same", f"a role {title}", config, credentials, "r")
for source in ["Environment", "environment", "SharedCredentials", ""]:
    case("same", f"a role from {source}", f"[profile r]\n{ROLE}credential_source = {source}\n", TWO, "r", **PAIR)
case("same", "a role from the environment by a variable", f"[profile r]\n{ROLE}credential_source = Environment\n", None, AWS_PROFILE="r", **PAIR)
TOKEN = {"tok": "a.b.c\n"}
case("same", "web identity in a profile", f"[profile r]\n{ROLE}web_identity_token_file = @HOME@/tok\n", None, "r", TOKEN)
case("read", "web identity below ~", f"[profile r]\n{ROLE}web_identity_token_file = ~/tok\n", None, "r", TOKEN, own={"token": "t"})
case("same", "web identity in the environment", None, TWO, None, TOKEN, AWS_WEB_IDENTITY_TOKEN_FILE="@HOME@/tok", AWS_ROLE_ARN="arn:e", AWS_PROFILE="b")
case("same", "web identity in empty variables", None, TWO, None, TOKEN, AWS_WEB_IDENTITY_TOKEN_FILE="", AWS_ROLE_ARN="")
case("same", "web identity without a role", None, TWO, None, TOKEN, AWS_WEB_IDENTITY_TOKEN_FILE="@HOME@/tok")

# Programs.
for title, command in [("a quoted path", '"@HOME@/my give" --user "a b"'), ("an escaped path", "@HOME@/my\\ give x"), ("words of the shell", "sh -c '@HOME@/give 1 2'"), ("a hash", "@HOME@/give #1 ;2"),
                       ("a second line", "@HOME@/give a\n     b c"), ("an open quote", "@HOME@/give 'a"), ("a tilde", "~/give"), ("a variable", "$HOME/give"), ("a pipe", "@HOME@/give | cat"), ("nothing", "")]:
    case("same", f"a program by {title}", f"[default]\ncredential_process = {command}\n", files={"my give": configurations.GIVE})
def answers(title, json, verdict="same", own=None, before=""):
    case(verdict, f"a program that answers {title}", "[default]\ncredential_process = @HOME@/p\n", files={"p": f"#!/bin/sh\n{before}cat <<'X'\n{json}\nX\n"}, own=own)
JSON = '"AccessKeyId":"AKIAP","SecretAccessKey":"s"'
for title, rest in [("with more than it must", ',"SessionToken":"t","AccountId":"1","x":[{}]'), ("nulls", ',"SessionToken":null,"Expiration":null'), ("an empty end", ',"Expiration":""'), ("a number as its end", ',"Expiration":4102444800')]:
    answers(title, '{"Version":1,' + JSON + rest + "}")
for title, json in [("its version as text", '{"Version":"1",' + JSON + "}"), ("no version", "{" + JSON + "}"), ("no secret", '{"Version":1,"AccessKeyId":"A"}'), ("no JSON", "no"), ("a line before", 'Update\n{"Version":1,' + JSON + "}")]:
    answers(title, json)
answers("with a mark of the byte order", '{"Version":1,' + JSON + "}", "read", before="printf '\\357\\273\\277'\n")
answers("a key with a line break", '{"Version":1,"AccessKeyId":"AKIAP\\n","SecretAccessKey":"s"}', "told")
case("same", "a program that reads its input", "[default]\ncredential_process = @HOME@/p\n", files={"p": "#!/bin/sh\nread x\nexec \"${0%p}give\"\n"})
case("same", "a program that leaves another running", "[default]\ncredential_process = @HOME@/p\n", files={"p": "#!/bin/sh\nsleep 1 &\nexec \"${0%p}give\"\n"})

# Ends of keys.
for end in ["2099-06-01T10:00:00Z", "2099-06-01T10:00:00UTC", "2099-06-01T10:00Z", "2099-06-01t10:00:00z", "2099-06-01 10:00:00Z", "2099-06-01 10:00:00 UTC", "2099-06-01 10:00:00+00:00", "2099-06-01 10:00+02",
            "2099-06-01T10:00:00-0730", "2099-06-01T10:00:00.5Z", "2099-06-01T10:00:00,25Z", "2099-06-01T10:00:00.123456789Z", "Mon, 01 Jun 2099 10:00:00 GMT", "soon", "2099-13-01T10:00:00Z"]:
    answers(f"the end {end}", '{"Version":1,' + JSON + f',"SessionToken":"t","Expiration":"{end}"' + "}")
    case("same", f"a variable with the end {end}", AWS_CREDENTIAL_EXPIRATION=end, **PAIR)

# Logins.
SESSION = "[sso-session 'my sso']\nsso_start_url = https://x.example/start\nsso_region = us-east-1\n"
LAB = "sso_account_id = 012345678901\nsso_role_name = Student\nregion = eu-west-3\n"
LEGACY = "sso_start_url = https://x.example/start\nsso_region = us-east-1\n"
def login(name, end="2099-01-01T00:00:00Z"):
    import hashlib
    text = '{"startUrl":"https://x.example/start","region":"us-east-1","accessToken":"at","expiresAt":"%s"}' % end
    return {f".aws/sso/cache/{hashlib.sha1(name.encode()).hexdigest()}.json": text}
for title, config, name in [
    ("a session in quotes", f"{SESSION}[profile r]\nsso_session = my sso\n{LAB}", "my sso"), ("a session without quotes", f"[sso-session my]\n{LEGACY}[profile r]\nsso_session = my\n{LAB}", "my"),
    ("an indented session", f"[sso-session my]\n   sso_registration_scopes =\n   sso_start_url = https://x.example/start\n   sso_region = us-east-1\n[profile r]\nsso_session = my\n{LAB}", "my"),
    ("the older form", f"[profile r]\n{LEGACY}{LAB}", "https://x.example/start"), ("a fragment in the address", f"[profile r]\n{LEGACY.replace('start', 'start#/', 1).replace('sso_start#/', 'sso_start')}{LAB}", "https://x.example/start"),
    ("a session that is not there", f"[profile r]\nsso_session = no\n{LAB}", "no"), ("a session that contradicts", f"{SESSION}[profile r]\nsso_session = my sso\nsso_region = eu-west-1\n{LAB}", "my sso"),
    ("half of it", f"[profile r]\nsso_account_id = 1\n", "x"), ("nobody logged in", f"{SESSION}[profile r]\nsso_session = my sso\n{LAB}", "another"),
]:
    case("same", f"a login by {title}", config, None, "r", login(name))
case("same", "a login before stale keys in the other file", f"{SESSION}[profile r]\nsso_session = my sso\n{LAB}", f"[r]\n{K}", "r", login("my sso"))
case("same", "a login as a role's source", f"[profile l]\n{LEGACY}{LAB}[profile r]\n{ROLE}source_profile = l\n", None, "r", login("https://x.example/start"))
for end in ["2099-01-01T00:00:00UTC", "2099-01-01 00:00:00Z", "2099-01-01T00:00Z", "2020-01-01T00:00:00Z"]:
    case("same", f"a login until {end}", f"[profile r]\n{LEGACY}{LAB}", None, "r", login("https://x.example/start", end))

CASES, configurations.CASES = configurations.CASES, OWN
