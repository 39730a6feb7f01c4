"""``wasteledger scale try``: what the scale says, before the morning begins."""

import pytest

from tests.support.command_line import Run
from tests.support.scales import Serve, streams

FRAMES = (b"US,GS,+0005.30kg\r\n", b"ST,GS,+0005.40kg\r\n")


def test_it_shows_each_weight_and_names_the_format(run: Run, serve: Serve) -> None:
    said = run("scale", "try", serve(streams(*FRAMES, every=0.3)), "--seconds", "1")

    assert said.code == 0
    assert said.err == ""
    assert said.out.splitlines()[-3:] == [
        "     5.30 kg  The scale still moves: wait until it rests, or type the weight.",
        "     5.40 kg  at rest",
        "It speaks A&D: format=and.",
    ]


def test_as_data_it_gives_every_reading_with_its_frame(run: Run, serve: Serve) -> None:
    address = serve(streams(*FRAMES, every=0.3))

    said = run("scale", "try", address, "--seconds", "1", "--format", "json")

    assert (said.code, said.err) == (0, "")
    assert (said.data["scale"], said.data["format"]) == (address, "and")
    assert said.data["readings"][-1] == {
        "grams": 5_400,
        "stable": True,
        "overload": False,
        "negative": False,
        "net": False,
        "frame": "ST,GS,+0005.40kg",
    }


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_scale_that_is_not_heard_is_a_sentence_and_a_code(run: Run, serve: Serve, form: str) -> None:
    silent = serve(lambda _line, over: over.wait(5))

    said = run("scale", "try", silent, "--seconds", "1", "--format", form)

    assert said.code == 201
    assert said.err == "The scale does not answer (it sends nothing); type the weight.\n"


def test_a_scale_that_speaks_nonsense_is_a_sentence_with_it(run: Run, serve: Serve) -> None:
    said = run("scale", "try", serve(streams(b"12.3 lb\r\n")), "--seconds", "1", "--language", "en")

    assert said.code == 205
    assert said.err == "The scale sends “12.3 lb”, no weight in kg or g; type the weight.\n"


def test_an_address_that_is_none_is_refused(run: Run) -> None:
    said = run("scale", "try", "COM3")

    assert said.code == 59
    assert "tcp://HOST:PORT" in said.err
