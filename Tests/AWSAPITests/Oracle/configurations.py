"""Files and variables as people have them, each with what is expected of us beside botocore.

same: the same key, token, region and roles, or no keys for both. read: botocore has none, we have. told: botocore goes
on with what cannot work, we say why. Where neither holds, the expected values stand there.
"""

GIVE = "#!/bin/sh\nprintf '{\"Version\":1,\"AccessKeyId\":\"AKIA%sX%s\",\"SecretAccessKey\":\"s\"}' $# \"$(printf %s \"$*\" | tr -dc a-z0-9)\"\n"
CASES = []


def keys(name):
    return f"aws_access_key_id = {name}\naws_secret_access_key = s{name}\n"


def case(verdict, title, config=None, credentials=None, option=None, files=None, own=None, latin=False, **environment):
    CASES.append(dict(verdict=verdict, title=title, config=config, credentials=credentials, option=option,
                      files=files or {}, own=own or {}, latin=latin, environment=environment))


# Names of sections.
K = keys("AKIAONE")
case("same", "a plain pair and a region", f"[default]\nregion = eu-central-1\n", f"[default]\n{K}")
for title, name, option in [
    ("single quotes", "profile 'two words'", "two words"), ("double quotes", 'profile "two words"', "two words"),
    ("a backslash before the blank", "profile two\\ words", "two words"), ("quotes around half", "profile two' wor'ds", "two words"),
    ("an apostrophe by the shell's rules", "profile 'Bob'\"'\"'s box'", "Bob's box"), ("an escaped apostrophe", "profile Bob\\'s", "Bob's"),
    ("an emoji", "profile '🧪 x'", "🧪 x"), ("a tab behind profile", "profile\tlab", "lab"), ("a bracket in the name", "profile l[a]b", "l[a]b"),
    ("a first word that only begins with profile", "profile-of lab", "lab"), ("quotes without need", "profile 'lab'", "lab"),
    ("another case", "profile Lab", "lab"), ("an empty name", "profile ''", "lab"), ("a quote that stays open", "profile 'lab", "'lab'"),
    ("a letter behind the bracket", "profile lab]x", "lab"),
]:
    case("same", f"config: {title}", f"[{name}]\nregion = eu-west-3\n{K}", option=option)
case("read", "config: two words without quotes", f"[profile two words]\nregion = eu-west-3\n{K}", option="two words")
case("read", "config: blanks around default", f"[ default ]\nregion = eu-west-3\n{K}")
case("same", "config: without profile", f"[lab]\nregion = eu-west-3\n{K}", option="lab")
case("same", "credentials: with profile", None, f"[profile lab]\n{K}", option="lab")
case("same", "credentials: two words", "[profile 'two words']\nregion=eu-west-3\n", f"[two words]\n{K}", option="two words")
case("read", "credentials: two words in quotes", None, f"['two words']\n{K}", option="two words")
case("same", "credentials: the quotes are asked for too", None, f"['two words']\n{K}", option="'two words'")
case("read", "credentials: a blank before the name", None, f"[  lab]\n{K}", option="lab")
case("same", "a source in quotes where it is defined", f"[profile 'b c']\n{K}[profile r]\nrole_arn = arn:r\nsource_profile = b c\n", option="r")
case("same", "a source in quotes where it is named", f"[profile 'b c']\n{K}[profile r]\nrole_arn = arn:r\nsource_profile = 'b c'\n", option="r")
case("read", "a source with a comment behind it", f"[profile b]\n{K}[profile r]\nrole_arn = arn:r\nsource_profile = b ; mine\n", option="r", own={"token": "t"})
case("same", "a source whose name has a hash", f"[profile 'b #2']\n{K}[profile b]\n{keys('AKIATWO')}[profile r]\nrole_arn = arn:r\nsource_profile = b #2\n", option="r")

# Bytes.
case("same", "line feeds and carriage returns", "[default]\r\nregion = eu-west-3\r\n", f"[default]\n{K}".replace("\n", "\r\n"))
case("same", "carriage returns alone", "[default]\rregion = eu-west-3\r", f"[default]\n{K}".replace("\n", "\r"))
case("read", "a mark of the byte order in the config", "\ufeff[default]\nregion = eu-west-3\n", f"[default]\n{K}")
case("read", "a mark of the byte order in the credentials", None, f"\ufeff[default]\n{K}")
case("same", "a blank that does not break", None, f"[default]\naws_access_key_id\u00a0=\u00a0AKIANB\naws_secret_access_key = s\u00a0\n")
case("told", "an invisible letter behind the id", None, "[default]\naws_access_key_id = AKIAZW\u200b\naws_secret_access_key = s\n")
case("read", "a comment in Latin-1", "# für mich\n[default]\nregion = eu-west-3\n", f"[default]\n{K}", latin=True)
case("read", "a letter of Latin-1 in another section", "[default]\nregion = eu-west-3\n[profile x]\nnote = \udce9\n", f"[default]\n{K}")
case("same", "two bytes a letter throughout", None, "".join(f"{letter}\x00" for letter in f"[default]\n{K}"))
case("same", "a form feed is no end of a line", None, f"[default]\nnote = a\x0caws_access_key_id = AKIAFF\n{K}")
case("same", "a line separator is none either", None, f"[default]\nnote = a\u2028b = c\n{K}")

# Lines.
for title, body in [
    ("colons", "aws_access_key_id: AKIACOL\naws_secret_access_key : s\nregion: eu-west-3\n"), ("a colon and = in the secret", "aws_access_key_id=AKIACE\naws_secret_access_key=a:b=c==\n"),
    ("a = behind a colon", "aws_access_key_id:=AKIACE\naws_secret_access_key=s\n"), ("tabs", "\taws_access_key_id\t=\tAKIATAB\n\taws_secret_access_key\t=\ts\n"),
    ("capitals", "AWS_ACCESS_KEY_ID = AKIACAP\nAws_Secret_Access_Key = s\nREGION = eu-west-3\n"), ("quotes around values", "aws_access_key_id = 'AKIAQ'\naws_secret_access_key = \"s\"\n"),
    ("export before them", "export aws_access_key_id = AKIAEXP\nexport aws_secret_access_key = s\n"), ("a comment of its own", f"# x = 1\n; y\n{K}   # indented\n"),
    ("indented as a whole", "    aws_access_key_id = AKIAIND\n    aws_secret_access_key = s\n    region = eu-west-3\n"),
    ("indented less and less", "   aws_access_key_id = AKIALESS\n  aws_secret_access_key = s\n region = eu-west-3\n"),
    ("blank lines of blanks", "aws_access_key_id = AKIABL\n   \n\t\naws_secret_access_key = s\n"), ("an empty setting, then others", f"output =\n{K}region = eu-west-3\n"),
    ("indented, with an empty setting first", "  output =\n  aws_access_key_id = AKIAEMP\n  aws_secret_access_key = s\n"),
    ("no blank at all", "aws_access_key_id=AKIANO\naws_secret_access_key=s\nregion=eu-west-3"), ("a value of nothing", "aws_access_key_id = AKIANIL\naws_secret_access_key = s\naws_session_token =\n"),
    ("a hash within the value", "aws_access_key_id = AKIA#1\naws_secret_access_key = s;x\n"),
]:
    case("same", f"lines: {title}", f"[default]\n{body}")
    case("same", f"lines, in credentials: {title}", None, f"[default]\n{body}")
case("same", "text behind the bracket", None, f"[default]   # of the lab\n{K}")
case("same", "text behind the bracket and an indented body", "[profile p] // s3:\n region = eu-west-3\n", f"[p]\n{K}", option="p")
case("told", "a token that goes on in the next line", None, f"[default]\n{K}aws_session_token = AAA\n   BBB\n")
case("read", "one setting twice", None, f"[default]\n{K}aws_access_key_id = AKIATWICE\n", own={"key": "AKIATWICE"})
case("read", "one setting twice by case", None, f"[default]\n{K}AWS_Access_Key_ID = AKIATWICE\n", own={"key": "AKIATWICE"})
case("read", "one section twice", None, f"[default]\n{keys('AKIAOLD')}aws_session_token = old\n[default]\n{K}", own={"key": "AKIAONE", "token": None})
case("read", "text above the first section", None, f"Copy this into ~/.aws/credentials:\n[default]\n{K}")
case("same", "keys without a section", None, K)
case("read", "a line that is none, elsewhere", f"[default]\nregion = eu-west-3\n[profile x]\ncolor\n", f"[default]\n{K}")
case("same", "a line that is none, here", f"[default]\nregion = eu-west-3\ncolor\n", f"[default]\n{K}")
case("read", "a block that is none, elsewhere", f"[default]\nregion = eu-west-3\n[profile x]\ns3 =\n   path\n", f"[default]\n{K}")
case("read", "a bracket that stays open, elsewhere", f"[default]\nregion = eu-west-3\n[profile x]\n[profile y\n", f"[default]\n{K}")
case("other", "a comment behind the region", "[default]\nregion = eu-west-3 # home\n", f"[default]\n{K}", own={"region": "eu-west-3"})
case("other", "a comment behind the keys", None, "[default]\naws_access_key_id = AKIAC ; old\naws_secret_access_key = s # x\n", own={"key": "AKIAC"})
case("read", "the secret indented deeper than the id", None, "[default]\naws_access_key_id = AKIADEEP\n   aws_secret_access_key = s\n")
case("read", "output indented deeper than the region", "[default]\nregion = eu-west-3\n   output = json\n", f"[default]\n{K}", own={"region": "eu-west-3"})

# Values over several lines, and blocks.
for title, body in [
    ("a block before the region", "s3 =\n    addressing_style = path\n    region = us-west-1\nregion = eu-west-3\n"), ("an indented one", "  s3 =\n    max = 1\n  region = eu-west-3\n"),
    ("one by tabs", "\ts3 =\n\t\tmax = 1\n\tregion = eu-west-3\n"), ("blank and comment in it", "s3 =\n    a = 1\n\n    # b\n    region = us-west-1\nregion = eu-west-3\n"),
    ("an empty value in it", "s3 =\n    endpoint_url =\n    a = b\nregion = eu-west-3\n"), ("a section's name in it", "note = x\n    [profile other]\nregion = eu-west-3\n"),
    ("a colon in it", "s3 =\n    a = b:c\nregion: eu-west-3\n"), ("the region in it alone", "s3 =\n    region = eu-west-3\n"),
]:
    case("same", f"blocks: {title}", f"[default]\n{body}", f"[default]\n{K}")
case("same", "a colon in another profile", "[default]\nregion = eu-west-3\n[profile x]\nregion: us-west-1\n", f"[default]\n{K}")
case("same", "a command over lines in another profile", "[default]\nregion = eu-west-3\n[profile x]\ncredential_process = /x\n    --a 1\n    --b 2\n", f"[default]\n{K}")
case("same", "other sections", "[plugins]\na = b\n[preview]\nx = 1\n[default]\nregion = eu-west-3\n[toolkit]\ny : 2\n", f"[default]\n{K}")
case("same", "a role in an indented profile", "[profile r]\n  output =\n  region = eu-west-3\n  role_arn = arn:r\n  source_profile = b\n", f"[b]\n{K}", option="r")

# Which default.
case("same", "DEFAULT alone", f"[DEFAULT]\nregion = eu-west-3\n{K}")
case("same", "DEFAULT gives to all", f"[DEFAULT]\nregion = eu-west-3\n[default]\n{K}")
case("same", "DEFAULT gives its token too", None, f"[a]\n{K}[DEFAULT]\naws_session_token = t\n", option="a")
case("same", "two defaults, the later whole", f"[profile default]\nregion = eu-west-3\n{K}[default]\nregion = us-west-1\n{keys('AKIATWO')}")
case("same", "two defaults, the named one later", f"[default]\nregion = us-west-1\n{keys('AKIATWO')}[profile default]\nregion = eu-west-3\n{K}")
case("read", "two defaults, the earlier with the keys", f"[default]\nregion = us-west-1\n{K}[profile default]\nregion = eu-west-3\n", own={"region": "eu-west-3"})
