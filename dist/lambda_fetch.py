# Runs costguard where nobody uploaded it: fetches a release, checks it, and becomes it. Lambda's Python is gone then:
# costguard itself speaks to Lambda. A cold start takes what the bucket keeps, so that no other host is asked again.
import hashlib, io, os, urllib.request, zipfile
import boto3
from botocore.exceptions import ClientError

HOME = "/tmp/costguard"
LIMIT = 60 << 20


def release():
    url, wanted = os.environ["RELEASE_URL"], os.environ["RELEASE_SHA256"]
    kept = {"Bucket": os.environ["MEMORY_BUCKET"], "Key": f"code/{wanted}.zip"}
    s3 = boto3.client("s3")
    try:
        data = s3.get_object(**kept)["Body"].read(LIMIT)
        if hashlib.sha256(data).hexdigest() == wanted:
            return data
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchKey":
            raise
    with urllib.request.urlopen(url, timeout=60) as answer:
        data = answer.read(LIMIT)
    found = hashlib.sha256(data).hexdigest()
    if found != wanted:
        raise SystemExit(f"{url} has the SHA-256 {found}, expected {wanted}: nothing of it was run")
    s3.put_object(**kept, Body=data)
    return data


def unpack(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(HOME)
        for entry in archive.infolist():
            os.chmod(os.path.join(HOME, entry.filename), entry.external_attr >> 16 & 0o777 or 0o755)


unpack(release())
os.environ["LAMBDA_TASK_ROOT"] = HOME
os.execv(f"{HOME}/bootstrap", [f"{HOME}/bootstrap"])
