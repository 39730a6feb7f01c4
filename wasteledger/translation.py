"""Sentences, dates, weights and amounts as a Thai or an English reader expects them."""

import gettext
import re
from datetime import date, datetime, tzinfo
from functools import cache
from pathlib import Path

from wasteledger.errors import Month, RoundNumber, Term, told
from wasteledger.units import BUDDHIST_ERA_YEARS, Credits, CreditUnit, Grams

LANGUAGES = ("th", "en")
DOMAIN = "wasteledger"
TRANSLATIONS = Path(__file__).parent / "translations"

_MONTHS_TH = "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.".split()  # noqa: SIM905  # reads as a calendar
_MONTHS_TH_FULL = "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม".split()  # noqa: SIM905
_MONTHS_EN = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, TRANSLATIONS, [language], fallback=True)


class Words:
    """One language, and what the town calls a credit in it.

    A sentence is looked up by its English text; the facts in its braces are written for the reader: a ``date`` in the
    Buddhist era for Thai, ``Grams`` in kilograms, ``Credits`` with the town's decimals, a ``Term`` as a word. The facts
    of a tuple follow each other, those of a list are enumerated.
    """

    def __init__(self, language: str, credit_unit: CreditUnit | None = None, zone: tzinfo | None = None) -> None:
        self.language = language
        self.credit_unit = credit_unit or CreditUnit()
        self.zone = zone
        self._catalogue = _catalogue(language)

    def __call__(self, sentence: str, /, **facts: object) -> str:
        """Return the sentence in this language with its facts filled in."""
        translated = self._catalogue.gettext(sentence) if sentence else ""
        return translated.format(**{name: self.fact(value) for name, value in facts.items()}) if facts else translated

    def fact(self, value: object) -> str:
        match value:
            case Grams():
                return self.weight(value.value)
            case Credits():
                return self.amount(value.value)
            case Term():
                return self.term(value)
            case datetime():
                return self.moment(value)
            case Month():
                return self.month(value)
            case date():
                return self.day(value)
            case RoundNumber():
                return f"{value.number}/{self.year(value.year)}"
            case list():
                return ", ".join(map(self.fact, told(value)))
            case tuple():
                return " ".join(filter(None, map(self.fact, value)))
            case _:
                return str(value)

    def term(self, term: Term) -> str:
        """Say a word of ours; the dashes of a code are blanks in a sentence: ``drop-off`` is ``drop off``."""
        word = term if " " in term else re.sub("[-_]", " ", term)
        return self._catalogue.pgettext(term.context, word) if term.context else self(word)

    def name(self, thai: str, english: str) -> str:
        """Choose between a thing's two names; a name left out is lent by the other."""
        return (thai or english) if self.language == "th" else (english or thai)

    def year(self, year: int) -> int:
        return year + BUDDHIST_ERA_YEARS if self.language == "th" else year

    def day(self, day: date) -> str:
        """``15 มี.ค. 2569`` or ``15 Mar 2026``."""
        months = _MONTHS_TH if self.language == "th" else _MONTHS_EN
        return f"{day.day} {months[day.month - 1]} {self.year(day.year)}"

    def month(self, day: date) -> str:
        """``มีนาคม 2569`` or ``Mar 2026``."""
        months = _MONTHS_TH_FULL if self.language == "th" else _MONTHS_EN
        return f"{months[day.month - 1]} {self.year(day.year)}"

    def moment(self, moment: datetime) -> str:
        """``15 มี.ค. 2569 09:42 น.`` in the town's time zone."""
        local = moment.astimezone(self.zone) if self.zone and moment.tzinfo else moment
        return f"{self.day(local)} {local:%H:%M}" + (" น." if self.language == "th" else "")

    def weight(self, grams: int) -> str:
        """Kilograms with two decimals, or three where the grams need them: ``5.20 กก.``."""
        return f"{kilograms(grams)} {'กก.' if self.language == 'th' else 'kg'}"

    def amount(self, minor_units: int) -> str:
        """``300.35 บาท``."""
        return f"{self.credit_unit.number(minor_units)} {self.credit_unit.name(self.language)}"


def kilograms(grams: int) -> str:
    """Write grams as kilograms: two decimals, or three where the last gram matters."""
    sign, whole = ("-" if grams < 0 else ""), abs(grams)
    units, rest = divmod(whole, 1_000)
    return f"{sign}{units:,}.{rest // 10:02d}" if rest % 10 == 0 else f"{sign}{units:,}.{rest:03d}"
