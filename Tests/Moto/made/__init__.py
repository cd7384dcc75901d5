"""Things of many kinds, made by AWS's own calls: by view and id their tags, and what their columns must say."""

NAMES = ("one", "two")


def thing(tags: dict[str, str] | None = None, **facts: object) -> dict:
    return {"tags": tags or {}, "facts": facts}


def pairs(tags: dict[str, str]) -> list[dict]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def small(tags: dict[str, str]) -> list[dict]:
    return [{"key": key, "value": value} for key, value in tags.items()]


def tagged(name: str) -> dict[str, str]:
    """Tags with what protocols have to write in another way."""
    return {"owner": name, "note": "a b+c/d=é"}
