"""Rows of what the office keeps lists of: households, materials, rates and the round calendar."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from wasteledger import errors
from wasteledger.domain.households import FLAGS
from wasteledger.domain.materials import UNITS
from wasteledger.domain.quantities import read_decimal
from wasteledger.exchange.columns import Values
from wasteledger.exchange.importing import Reading
from wasteledger.exchange.weighed import moment, required
from wasteledger.exchange.words import PENDING_WORDS
from wasteledger.recording.households import Contact, RegisterHousehold
from wasteledger.recording.lists import AddToList
from wasteledger.recording.rates import NewRate, SetRates

RATE_DECIMALS = 3
"""A rate is in thousandths of a minor unit: it may have these many decimals beyond the credit's own."""

METHOD_OF_CLASS = {
    "general": "landfill",
    "organic": "composting",
    "recyclable": "recycling",
    "hazardous": "hazardous-treatment",
}
"""What is expected to become of a material whose sheet doesn't say."""


def household(at: Reading, rows: Sequence[Values]) -> RegisterHousehold:
    (row,) = rows
    point = row.get("home_point")
    return RegisterHousehold(
        community=at.names.code("community", row["community"]),
        type=row.get("type", "household"),
        people=read_decimal(row["people"], 0) if "people" in row else 0,
        home_point=at.names.code("point", point) if point else "",
        former_number=row.get("former_number", ""),
        **{name: row.get(name, False) for name in FLAGS},
        contact=Contact(
            name=household_name(row),
            **{name: row.get(name, "") for name in ("called", "house_number", "phone", "house_code")},
        ),
        at=moment(at, {"date": row["registered"]}) if "registered" in row else None,
    )


def household_name(row: Values) -> str:
    """The name as one cell has it, else title, given name and surname as Thai writes them."""
    if "name" in row:
        return str(row["name"])
    if "given" not in row:
        raise errors.CellMissing(column="name")
    return f"{row.get('title', '')}{row['given']} {row.get('surname', '')}"


def material(_at: Reading, rows: Sequence[Values]) -> AddToList:
    (row,) = rows
    unit = row["unit"]
    if unit not in UNITS:
        raise errors.UnitNotKnown(unit=unit, material=row["code"])
    waste_class = row.get("waste_class", "recyclable")
    name = row["name"]
    attributes: dict[str, Any] = {
        "name_en" if name.isascii() else "name_th": name,
        "waste_class": waste_class,
        "unit": unit,
        "method": row.get("method", METHOD_OF_CLASS[waste_class]),
        **({"name_en": row["name_en"]} if "name_en" in row else {}),
        **({"spoken_th": row["spoken"]} if "spoken" in row else {}),
        **({"made_of": row["made_of"]} if "made_of" in row else {}),
        **({"limit_grams": read_decimal(row["limit"], UNITS["kg"].decimals)} if "limit" in row else {}),
    }
    if unit != "kg":
        attributes["grams_per_unit"] = read_decimal(required(row, "grams_per_unit"), 0)
    return AddToList(kind="material", code=row["code"], attributes=attributes)


def plan(at: Reading, rows: Sequence[Values]) -> AddToList:
    """A line of the round calendar; its communities stand between commas, or codes between blanks."""
    (row,) = rows
    said = row["communities"]
    names = said.split(",") if "," in said else [said] if _is_one(at, said) else said.split()
    attributes = {
        "point": at.names.code("point", row["point"]),
        "days": row["days"],
        "communities": " ".join(at.names.code("community", name) for name in names),
    }
    return AddToList(kind="plan", code=row["code"], attributes=attributes)


def _is_one(at: Reading, said: str) -> bool:
    """Whether a text with blanks in it is one community's name."""
    try:
        return bool(at.names.code("community", said))
    except errors.CodeUnknown:
        return False


def rate(at: Reading, rows: Sequence[Values]) -> SetRates:
    (row,) = rows
    typed, day = row["rate"], row["first_day"]
    decimals = at.desk.settings.credit_decimals + RATE_DECIMALS
    new = NewRate(
        material=at.names.code("material", row["material"]),
        thousandths=None if typed.casefold() in PENDING_WORDS else read_decimal(typed, decimals),
        first_day=day.date() if isinstance(day, datetime) else day,
        grade=row["grade"].upper() if "grade" in row else "",
    )
    return SetRates(rates=(new,))
