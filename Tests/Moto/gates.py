"""Holds an EC2 call back, so that a test can be in the middle of a run without any timing."""

import threading

from moto.ec2.responses import EC2Response

# A test that dies must not leave a call waiting for ever.
LONGEST = 60


class Gate:
    """At most one action is held, either before it changes anything or when all but its answer is done."""

    def __init__(self) -> None:
        self.action: str | None = None
        self.before = False
        self.dropped = False
        self.waiting = threading.Event()
        self.opened = threading.Event()

    def close(self, action: str, moment: str) -> None:
        if moment not in ("before", "after"):
            raise ValueError(f"got '{moment}', expected 'before' or 'after'")
        self.open()
        self.waiting, self.opened = threading.Event(), threading.Event()
        self.action, self.before = action, moment == "before"
        wrap(self, action)

    def open(self, drop: bool = False) -> None:
        """Lets go what is held; with `drop` as if it had never arrived."""
        self.action, self.dropped = None, drop
        self.opened.set()

    def arrive(self) -> None:
        """Returns when a call stands before the gate."""
        if not self.waiting.wait(LONGEST):
            raise TimeoutError(f"nobody called '{self.action}'")

    def stop(self, opened: threading.Event) -> None:
        self.waiting.set()
        opened.wait(LONGEST)
        if self.dropped:
            raise ConnectionAbortedError("dropped")


wrapped: set[str] = set()


def wrap(gate: Gate, action: str) -> None:
    """Puts the gate around moto's method of this name, such as stop_instances; once."""
    if action in wrapped:
        return
    wrapped.add(action)
    as_moto_has_it = getattr(EC2Response, action)

    def method(response: EC2Response):
        opened, mine, before = gate.opened, gate.action == action, gate.before
        if mine and before:
            gate.stop(opened)
        answer = as_moto_has_it(response)
        if mine and not before:
            gate.stop(opened)
        return answer

    setattr(EC2Response, action, method)
