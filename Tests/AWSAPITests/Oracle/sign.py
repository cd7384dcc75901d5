"""Signs N seeded random requests with botocore's SigV4Auth and prints one JSON object a line.

The Swift signer must agree with every line. Usage: sign.py COUNT SEED
"""
import datetime
import json
import random
import sys
from unittest import mock

from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

FIXED = datetime.datetime(2026, 11, 20, 8, 20, 5, tzinfo=datetime.timezone.utc)
SERVICES = ["ec2", "sns", "sts", "autoscaling", "monitoring", "ce"]
REGIONS = ["us-east-1", "eu-west-1", "ap-southeast-2", "us-gov-west-1", "cn-north-1"]
LETTERS = "abcXYZ019-._~ +/=&%?#:;,'\"()*!@$[]\\<>\tÄ好😀"


def text(rng, low, high):
    return "".join(rng.choice(LETTERS) for _ in range(rng.randint(low, high)))


def header_value(rng):
    letters = "abcXYZ019-._~  +/=&%:;,\"()"
    return "".join(rng.choice(letters) for _ in range(rng.randint(1, 30))).strip() or "x"


def make(rng):
    from urllib.parse import quote

    service, region = rng.choice(SERVICES), rng.choice(REGIONS)
    host = f"{service}.{region}.amazonaws.com"
    if rng.random() < 0.2:
        host = f"127.0.0.1:{rng.randint(1024, 65535)}"
    method = rng.choice(["POST", "POST", "POST", "GET"])
    path = "/" + quote(text(rng, 0, 12), safe="/~") if rng.random() < 0.3 else "/"
    pairs = [(text(rng, 1, 6), text(rng, 0, 6)) for _ in range(rng.randint(0, 4))] if rng.random() < 0.3 else []
    query = "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in pairs)
    url = f"https://{host}{path}" + (f"?{query}" if query else "")
    headers = [["User-Agent", "costguard/test"]]
    if method == "POST":
        headers.append(["Content-Type", "application/x-www-form-urlencoded; charset=utf-8"])
    for number in range(rng.randint(0, 3)):
        headers.append([f"X-Amz-{rng.choice('abc')}{'-b' * rng.randint(0, 2)}{number}", header_value(rng)])
    body = text(rng, 0, 60) if method == "POST" else ""
    token = rng.choice([None, text(rng, 20, 40).encode("ascii", "replace").decode().replace("\t", "t").strip() or "t"])
    return dict(service=service, region=region, method=method, url=url, headers=headers, body=body, token=token)


class Clock(datetime.datetime):
    @classmethod
    def utcnow(cls):
        return FIXED.replace(tzinfo=None)

    @classmethod
    def now(cls, tz=None):
        return FIXED if tz else FIXED.replace(tzinfo=None)


def main():
    count, rng = int(sys.argv[1]), random.Random(int(sys.argv[2]))
    for _ in range(count):
        case = make(rng)
        keys = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", case["token"])
        request = AWSRequest(case["method"], case["url"], data=case["body"].encode())
        for name, value in case["headers"]:
            request.headers[name] = value
        signer = auth.SigV4Auth(keys, case["service"], case["region"])
        with mock.patch("datetime.datetime", Clock), mock.patch.object(
            auth, "get_current_datetime", lambda: FIXED.replace(tzinfo=None), create=True
        ):
            signer.add_auth(request)
        assert request.headers["X-Amz-Date"] == "20261120T082005Z", request.headers["X-Amz-Date"]
        print(json.dumps(dict(case, authorization=request.headers["Authorization"])))


main()
