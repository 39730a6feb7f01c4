"""One run of the command: which ledger, which operator, which language; the ledger opened when first needed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click

from wasteledger.errors import Refusal
from wasteledger.translation import LANGUAGES, Words
from wasteledger_cli.settings import default_database, setting

if TYPE_CHECKING:
    from wasteledger.ledger import Ledger


class Session:
    """What every command of one run shares."""

    def __init__(self, arguments: Sequence[str] = ()) -> None:
        self.given: dict[str, str | None] = {}
        """What the options said: database, origin, operator, language, format."""
        self.confirm_clock = False
        self._arguments = arguments
        self._ledger: Ledger | None = None

    @classmethod
    def of(cls, ctx: click.Context) -> Session:
        return ctx.ensure_object(cls)

    def option(self, name: str) -> str | None:
        return self.given.get(name) or setting(name)

    @property
    def as_json(self) -> bool:
        return self.given.get("format") == "json"

    @property
    def database(self) -> str:
        return self.option("database") or default_database()

    @property
    def language(self) -> str:
        """The language said, else the town's once its ledger is open, else this machine's."""
        said = self.given.get("language") or _language_in(self._arguments) or setting("language")
        if said in LANGUAGES:
            return str(said)
        if self._ledger is not None:
            return self._settings.language
        spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
        return "th" if spoken.startswith("th") else "en"

    @property
    def words(self) -> Words:
        if self._ledger is None:
            return Words(self.language)
        return Words(self.language, self._settings.credit_unit, self._settings.zone)

    @cached_property
    def _settings(self) -> Any:
        return self.ledger.settings()

    @property
    def ledger(self) -> Ledger:
        """The ledger, opened now if it was not."""
        if self._ledger is None:
            from wasteledger.ledger import Ledger  # noqa: PLC0415  # --help needs no database

            self._ledger = Ledger.open(self.database, origin=self.option("origin"), operator=self.option("operator"))
            if self.confirm_clock:
                self._ledger.confirm_clock()
        return self._ledger

    def use(self, ledger: Ledger) -> None:
        """Go on with a ledger that a command opened itself."""
        self._ledger = ledger

    def close(self) -> None:
        if self._ledger is not None:
            self._ledger.close()

    def sentence(self, refusal: Refusal) -> str:
        """Say a refusal in the run's language, and the refusals of single rows below it."""
        try:
            words = self.words
        except Refusal:
            words = Words("en")
        return words(refusal.message, **refusal.facts)


def _language_in(arguments: Sequence[str]) -> str | None:
    """Find ``--language`` before click has parsed it, because help is written while parsing."""
    for position, argument in enumerate(arguments):
        if argument.startswith("--language="):
            return argument.partition("=")[2]
        if argument == "--language" and position + 1 < len(arguments):
            return arguments[position + 1]
    return None
