"""``scale``: what the scale at the counter says, tried before the morning begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from time import monotonic, sleep
from typing import TYPE_CHECKING

import click

from wasteledger.errors import ScaleRefused
from wasteledger.units import Grams
from wasteledger_cli.answers import Answer
from wasteledger_cli.options import pass_session
from wasteledger_cli.session import Session
from wasteledger_cli.words import Group, command, group

if TYPE_CHECKING:
    from wasteledger_cli.scales.formats import Reading
    from wasteledger_cli.scales.scale import Scale

LOOK_SECONDS = 0.1

scale: Group = group("scale", "The scale at the counter.")


@command(
    scale,
    "try",
    "Listen to a scale for some seconds and show what it says.",
    "scale try 'serial:COM3?baud=9600' --seconds 20",
)
@click.argument("address")
@click.option("--seconds", type=click.IntRange(1, 3_600), default=10, metavar="NUMBER", help="How long to listen.")
@pass_session
def try_(session: Session, address: str, seconds: int) -> Answer:
    from wasteledger_cli.scales.scale import Scale  # noqa: PLC0415  # only where a scale is

    words = session.words
    heard: list[Reading] = []
    refusal: ScaleRefused | None = None
    with Scale(address) as found:
        for newest, refusal in _changes(found, seconds):
            heard += [newest] if newest else []
            if not session.as_json:
                grams = newest.grams if newest else None
                weight = "—" if grams is None else words.fact(Grams(grams))
                click.echo(
                    f"{weight:>12}  " + (words(refusal.message, **refusal.facts) if refusal else words("at rest"))
                )
        spoken = found.format
    if refusal and not (heard and spoken):
        raise refusal
    name, maker = (spoken.name, spoken.maker) if spoken else ("", "")
    answer = Answer({"scale": address, "format": name, "readings": [asdict(reading) for reading in heard]})
    return answer.say("It speaks {maker}: format={format}.", maker=maker, format=name)


def _changes(scale: Scale, seconds: int) -> Iterator[tuple[Reading | None, ScaleRefused | None]]:
    """Yield what the scale says, and why that is no weight to write down, whenever either changes."""
    last: object = None
    until = monotonic() + seconds
    while monotonic() < until:
        sleep(LOOK_SECONDS)
        newest, refusal = scale.newest, None
        try:
            scale.reading()
        except ScaleRefused as why:
            refusal = why
        if (newest, str(refusal)) != last:
            yield newest, refusal
        last = newest, str(refusal)
