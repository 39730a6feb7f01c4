"""Greenhouse gas avoided, by one set of factors; a material without a factor is listed, not guessed."""

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from wasteledger.domain.calendar import Period
from wasteledger.domain.registers import Material
from wasteledger.errors import Term, ValueNotAllowed
from wasteledger.journal.directory import Directory
from wasteledger.reporting.behind import Behind
from wasteledger.reporting.cuts import cut_cells, cut_columns
from wasteledger.reporting.report import FIGURE, KG, TERM, Column, Report, StandsOn, Text
from wasteledger.reporting.tonnes import Tonnes
from wasteledger.reporting.totals import heads
from wasteledger.units import decimal_text

FOLDER = Path(__file__).with_name("factors")
DECIMALS = 1


@dataclass(frozen=True, slots=True)
class FactorSet:
    """Factors of one source, never mixed with another's."""

    id: str
    version: int
    unit: str
    source: str
    date: date
    """When it was taken from its source."""
    per_grams: str
    gives_kg: str
    """A factor is a number of so many kilograms of CO2e per so many grams."""
    basis: str
    methods: tuple[str, ...]
    """Where the waste is weighed, and what must become of it, to count."""
    factors: dict[str, str]
    """By what a material is made of."""

    def __str__(self) -> str:
        return f"{self.id}@{self.version}"

    def kg(self, made_of: str, grams: int) -> Fraction:
        """Kilograms of CO2e."""
        return Fraction(self.factors[made_of]) * grams * Fraction(self.gives_kg) / Fraction(self.per_grams)


@cache
def factor_sets() -> dict[str, FactorSet]:
    """Every set that is shipped, by its id and by ``id@version``."""
    sets: dict[str, FactorSet] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        one = FactorSet(**said | {"methods": tuple(said["methods"])})
        sets |= {one.id: one, str(one): one}
    return sets


def greenhouse(connection: Connection, directory: Directory, period: Period, *, factors: str = "less") -> Report:
    """Reckon what recycling or composting avoided, material by material.

    Raises:
        ValueNotAllowed: there is no such set.
    """
    sets = factor_sets()
    if factors not in sets:
        raise ValueNotAllowed(
            name="factors", value=factors, choices=", ".join(name for name in sets if "@" not in name)
        )
    used = sets[factors]
    grams: dict[str, int] = defaultdict(int)
    behind = Behind()
    for line in Tonnes(connection, directory, period, "material", used.basis, disposal=False).lines():
        if line.method in used.methods:
            grams[line.key] += line.sum.grams
            behind.count(line.flow, line.evidence, line.sum)
    materials = directory.listed(Material)
    avoided = {
        code: used.kg(materials[code].made_of, weight)
        for code, weight in grams.items()
        if materials[code].made_of in used.factors
    }

    def row(code: str) -> dict[str, Any]:
        made_of = materials[code].made_of
        kg = decimal_text(avoided[code], DECIMALS) if code in avoided else None
        return {"made_of": made_of, "grams": grams[code], "factor": used.factors.get(made_of), "co2e_kg": kg}

    notes = [
        Text(
            "Factors {factors}: {unit}, read on {date}",
            {"factors": str(used), "unit": Term(used.unit), "date": used.date},
        )
    ]
    unknown = sorted(code for code in grams if code not in avoided and grams[code])
    if unknown:
        notes.append(Text("Without a factor in this set, so not told: {materials}", {"materials": unknown}))
    known = sum(grams[code] for code in avoided)
    return Report(
        id="greenhouse",
        title=Text("Greenhouse gas avoided"),
        period=period,
        by=("material",),
        columns=(
            *cut_columns(["material"]),
            Column("made_of", "made_of", TERM),
            Column("grams", "Kilograms", KG),
            Column("factor", "Factor", FIGURE, 4),
            Column("co2e_kg", "kg CO2e", FIGURE, DECIMALS),
        ),
        rows=tuple({**cut_cells(["material"], [code]), **row(code)} for code in sorted(grams)),
        total={
            "material": None,
            "made_of": None,
            "grams": known,
            "factor": None,
            "co2e_kg": decimal_text(sum(avoided.values(), Fraction(0)), DECIMALS),
        },
        stands_on=StandsOn(
            method=f"greenhouse@1 {used}",
            source=used.source,
            numerator="kilograms of materials with a factor, each times its factor; the total is of these alone",
            basis=used.basis,
            **behind.stands(),
        ),
        notes=tuple(notes),
        heads=heads(connection),
    )
