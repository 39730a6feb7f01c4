"""One run of the command: which ledger, which operator, which language; the ledger opened when first needed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from locale import getlocale
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wasteledger.errors import DatabaseRefused, Refusal
from wasteledger.translation import LANGUAGES, Words
from wasteledger_cli.settings import default_database, default_keys, setting

if TYPE_CHECKING:
    from wasteledger.domain.settings import Settings
    from wasteledger.ledger import Ledger


class Session:
    """What every command of one run shares."""

    def __init__(self, arguments: Sequence[str] = ()) -> None:
        self.given: dict[str, str | None] = {}
        """What the options said: database, origin, operator, language, format."""
        self.confirm_clock = False
        self.as_of: tuple[str, ...] = ()
        """The report or the receipts by which the ledger is to be seen as it was; empty for now."""
        self.command = ""
        """Which command runs, in the words that name it."""
        self.answered: Any = None
        """What it answered, as data."""
        self._arguments = arguments
        self._ledger: Ledger | None = None
        self._settings: Settings | None = None

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
    def keys(self) -> Path:
        """The folder of this computer's keys."""
        said = self.option("keys")
        return Path(said) if said else default_keys()

    @property
    def language(self) -> str:
        """The language said, else this machine's; once the ledger is open, the town's comes between (``words``)."""
        return self._language_said() or machine_language()

    def _language_said(self) -> str | None:
        said = self.given.get("language") or _language_in(self._arguments) or setting("language")
        return said if said in LANGUAGES else None

    @property
    def words(self) -> Words:
        return Words(self.language) if self._ledger is None else self._words_of(self._ledger)

    @property
    def town_words(self) -> Words:
        """The words of a paper: those of the language said, else the town's; the ledger is opened for them."""
        return self._words_of(self.ledger)

    def _words_of(self, ledger: Ledger) -> Words:
        if self._settings is None:
            self._settings = ledger.settings()
        language = self._language_said() or self._settings.language
        return Words(language, self._settings.credit_unit, self._settings.zone)

    @property
    def ledger(self) -> Ledger:
        """The ledger, opened now if it was not."""
        if self._ledger is None:
            from wasteledger.ledger import Ledger  # noqa: PLC0415  # --help needs no database

            self._ledger = Ledger.open(self.database, origin=self.option("origin"), operator=self.option("operator"))
            if self.confirm_clock:
                self._ledger.confirm_clock()
            if self.as_of:
                self._look_back(self._ledger)
        return self._ledger

    def _look_back(self, now: Ledger) -> None:
        """Go on with the ledger as it was."""
        from wasteledger_cli.progress import progress  # noqa: PLC0415  # few look back

        with progress(self.words("Looking back")) as advance:
            self._ledger = now.as_of(*self.as_of, progress=advance)
        now.close()
        self._settings = None

    def use(self, ledger: Ledger) -> None:
        """Go on with a ledger that a command opened itself."""
        self._ledger = ledger

    def close(self) -> None:
        if self._ledger is not None:
            self._ledger.close()

    def sentence(self, refusal: Refusal) -> str:
        """Say a refusal in the run's language; the town's is looked up, where its ledger can be opened."""
        words = Words(machine_language())
        with suppress(Refusal):  # a settings file that can't be read says no language
            words = Words(self._language_said() or machine_language())
        with suppress(Refusal):  # nor does a ledger that can't be opened
            if self._ledger is not None or not isinstance(refusal, DatabaseRefused):
                words = self._words_of(self.ledger)
        return words(refusal.message, **refusal.facts)


def machine_language() -> str:
    """The language this computer speaks, as the environment or Windows says it."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or getlocale()[0]
    return "th" if (spoken or "").lower().startswith("th") else "en"


def _language_in(arguments: Sequence[str]) -> str | None:
    """Find ``--language`` before click has parsed it, because help is written while parsing."""
    for position, argument in enumerate(arguments):
        if argument.startswith("--language="):
            return argument.partition("=")[2]
        if argument == "--language" and position + 1 < len(arguments):
            return arguments[position + 1]
    return None
