"""The one table of roles knows every verb that is not the office's alone, and none that is not there."""

from collections.abc import Iterator
from importlib import import_module

from tests.support.sources import modules
from wasteledger.domain import roles
from wasteledger.recording.desk import Command


def verbs() -> Iterator[tuple[str, bool]]:
    """Yield every verb, and whether it is a ruling of the office."""
    for module in modules("wasteledger"):
        import_module(module)
    waiting = Command.__subclasses__()
    while waiting:
        command = waiting.pop()
        waiting += command.__subclasses__()
        if hasattr(command, "verb"):
            yield command.verb, command.ruling


def test_the_table_names_verbs_that_there_are() -> None:
    named = set().union(*roles._MAY.values())
    assert named <= {verb for verb, _ in verbs()}


def test_no_ruling_is_given_to_any_role_but_the_office() -> None:
    named = set().union(*roles._MAY.values())
    assert not named & {verb for verb, ruling in verbs() if ruling}


def test_the_head_of_a_point_may_do_whatever_its_staff_may_and_the_auditor_nothing() -> None:
    assert roles._MAY["staff"] < roles._MAY["head"]
    assert roles._MAY["auditor"] == set()
