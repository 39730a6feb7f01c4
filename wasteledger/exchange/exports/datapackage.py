"""Open data: a Frictionless data package, with what data.go.th asks of whoever publishes a data set.

The portal's fields stand under ``ckan`` by its own names and with its own words, so that they can be copied into its
form: ``ckanext-thai_gdc``, ``ckan_dataset.json`` (the schema of data.go.th and the agencies' own catalogues).
"""

import csv
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import Connection

from wasteledger import errors
from wasteledger.domain.flows import DIRECT, DISPATCHED
from wasteledger.domain.households import TYPES
from wasteledger.domain.materials import CLASSES
from wasteledger.domain.methods import DISPOSED
from wasteledger.domain.registers import Community, Destination, Material, Named
from wasteledger.domain.settings import Settings
from wasteledger.exchange.bad_rows import safe
from wasteledger.exchange.exports.open_tables import (
    CLASS,
    COMMUNITY,
    CUTS,
    MATERIAL,
    MONTH,
    TYPE,
    WEIGHINGS,
    OpenRow,
    OpenTables,
    open_tables,
)
from wasteledger.exchange.whole_files import written_whole
from wasteledger.journal.directory import Directory
from wasteledger.recording.drop_offs import UNKNOWN
from wasteledger.reporting.totals import heads, sums
from wasteledger.translation import Words
from wasteledger.units import BUDDHIST_ERA_YEARS, GRAMS_PER_KILOGRAM

DESCRIPTOR = "datapackage.json"
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
NOT_A_NAME = re.compile(r"[^a-z0-9]+")
UNIX = 3
"""Who made a ZIP's names, so that it is the same bytes on every machine."""

TITLES = {
    MONTH: "By month",
    COMMUNITY: "By community and fiscal year",
    MATERIAL: "By material and fiscal year",
    CLASS: "By waste class and fiscal year",
    TYPE: "By household type and fiscal year",
}
FIELDS = {
    "fiscal_year": "Fiscal year of the Buddhist era: 2569 is 1 October 2025 to 30 September 2026",
    "month": "Month of the common era",
    "community": "Code of the community",
    "material": "Code of the material",
    "name_th": "Name in Thai",
    "name_en": "Name in English",
    "waste_class": "Class of waste (Ministry of Interior, B.E. 2560)",
    "household_type": "Type of household",
    "received_kg": "Kilograms dropped off, net of containers and of what was handed back",
    "drop_offs": "Number of drop-offs",
    "weighings": "Number of lines weighed",
    "disposed_kg": "Kilograms of the whole town that went to disposal; empty where none are booked",
    "suppressed": "Whether the figures are left out, so that nobody can be found in them",
}


@dataclass(frozen=True, slots=True)
class Package:
    """What is published: the texts of its files by name, and how many figures were left out."""

    files: dict[str, str]
    rows: int
    suppressed: int


def make_package(connection: Connection, directory: Directory, today: date, progress: Callable[[int], None]) -> Package:
    """Make the package of every fiscal year that is over.

    Raises:
        ContactMissing: nobody is named whom the public may ask.
        NothingToPublish: no year is over in which enough households took part.
    """
    settings = directory.settings
    if not settings.email:
        raise errors.ContactMissing
    classes = {material.code: material.waste_class for material in directory.listed(Material).values()}
    found = open_tables(connection, classes, today, settings.smallest_cell, progress)
    if not any(found.values()):
        raise errors.NothingToPublish
    disposed = _disposed(connection, directory)
    texts, resources = {}, []
    for cut in CUTS:
        rows = [_row(directory, cut, row, disposed) for row in found[cut]]
        path = f"data/by-{cut.replace('_', '-')}.csv"
        texts[path] = _csv(rows)
        resources.append(_resource(path, cut, list(rows[0]), len(texts[path].encode())))
    books = [
        {"book": head.origin, "entries": head.sequence, "check_code": head.check_code} for head in heads(connection)
    ]
    descriptor = _descriptor(settings, found, today) | {"books": books, "resources": resources}
    texts[DESCRIPTOR] = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
    every = [row for rows in found.values() for row in rows]
    return Package(texts, len(every), sum(row.grams is None for row in every))


def write_package(package: Package, path: Path) -> None:
    """Write a package into a folder, or into one file where the path ends in ``.zip``.

    Raises:
        FileNotWritten: that can't be.
    """
    if path.suffix.lower() != ".zip":
        with written_whole(*(path / name for name in package.files)) as files:
            for file, text in zip(files, package.files.values(), strict=True):
                file.write(text)
        return
    with written_whole(path) as (file,), ZipFile(file.buffer, "w") as zipped:
        for name, text in package.files.items():
            entry = ZipInfo(name)  # of 1980, so that equal packages are equal bytes
            entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, UNIX, 0o644 << 16
            zipped.writestr(entry, text)


def _disposed(connection: Connection, directory: Directory) -> dict[str, int]:
    """Grams of the whole town that went to disposal, by month; a month of which nothing is booked is not in it."""
    destinations = directory.listed(Destination)
    found: dict[str, int] = {}
    for line in sums(connection, ("month", "destination"), (DIRECT, DISPATCHED), None):
        month, destination = line.key
        if destination in destinations and destinations[destination].method in DISPOSED:
            found[month] = found.get(month, 0) + line.grams
    return found


def _row(directory: Directory, cut: str, row: OpenRow, disposed: dict[str, int]) -> dict[str, object]:
    named: dict[str, type[Named]] = {COMMUNITY: Community, MATERIAL: Material}
    cells: dict[str, object] = {"fiscal_year": row.fiscal_year + BUDDHIST_ERA_YEARS, cut: row.code}
    if cut in named:
        listed = directory.listed(named[cut])[row.code]
        cells |= {"name_th": safe(listed.name_th), "name_en": safe(listed.name_en)}
    if cut == MATERIAL:
        cells["waste_class"] = directory.listed(Material)[row.code].waste_class
    cells |= {"received_kg": _kilograms(row.grams), "weighings" if cut in WEIGHINGS else "drop_offs": row.count}
    if cut == MONTH:
        cells["disposed_kg"] = _kilograms(disposed.get(row.code))
    return {**cells, "suppressed": "true" if row.grams is None else "false"}


def _kilograms(grams: int | None) -> str | None:
    return None if grams is None else f"{grams // GRAMS_PER_KILOGRAM}.{grams % GRAMS_PER_KILOGRAM:03d}"


def _csv(rows: list[dict[str, object]]) -> str:
    # Begins with the mark by which Excel takes it for UTF-8.
    text = StringIO("\ufeff", newline="")
    text.seek(0, 2)
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


# What is said about it


def _both(sentence: str, **facts: object) -> str:
    """Say it in Thai and in English."""
    return " / ".join(Words(language)(sentence, **facts) for language in ("th", "en"))


def _resource(path: str, cut: str, columns: list[str], size: int) -> dict[str, Any]:
    kinds = {"fiscal_year": "integer", "month": "yearmonth", "received_kg": "number", "disposed_kg": "number"}
    kinds |= {"drop_offs": "integer", "weighings": "integer", "suppressed": "boolean"}
    allowed = {"waste_class": list(CLASSES), "household_type": [*TYPES, UNKNOWN]}
    fields = []
    for name in columns:
        described = {"name": name, "type": kinds.get(name, "string"), "description": _both(FIELDS[name])}
        constraints: dict[str, Any] = {"enum": allowed[name]} if name in allowed else {}
        if name in {"fiscal_year", cut, "suppressed"}:
            constraints["required"] = True
        fields.append(described | ({"constraints": constraints} if constraints else {}))
    return {
        "name": Path(path).stem,
        "path": path,
        "title": _both(TITLES[cut]),
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "schema": {"fields": fields, "primaryKey": ["fiscal_year", cut], "missingValues": [""]},
    }


def _descriptor(settings: Settings, found: OpenTables, today: date) -> dict[str, Any]:
    years = sorted({row.fiscal_year + BUDDHIST_ERA_YEARS for rows in found.values() for row in rows})
    name_th, name_en = settings.name_th or settings.name_en, settings.name_en or settings.name_th
    slug = NOT_A_NAME.sub("-", name_en.lower()).strip("-") or "town"
    title = _both("Waste that households separated and brought")
    about = _both(
        "Household waste separated at source and weighed at the collection points, by fiscal year. Figures behind "
        "which fewer than {least} households stand, or nearly only one, are left out, and others with them, so that "
        "no total gives them away.",
        least=settings.smallest_cell,
    )
    keywords = ["ขยะ", "มูลฝอย", "รีไซเคิล", "ธนาคารขยะ", "คัดแยกขยะ", "waste separation", "recycling"]
    return {
        "profile": "tabular-data-package",
        "name": f"waste-separation-{slug}",
        "title": f"{title} – {name_th} / {name_en}",
        "description": about,
        "created": f"{today.isoformat()}T00:00:00Z",
        "keywords": keywords,
        "licenses": [LICENCE],
        "contributors": [{"title": name_th, "email": settings.email, "role": "maintainer"}],
        "sources": [{"title": _both("The municipality's own weighing book")}],
        "languages": ["th", "en"],
        "temporal": {"first_fiscal_year": years[0], "last_fiscal_year": years[-1]},
        "spatial": name_th,
        "ckan": {
            "data_type": "ข้อมูลสถิติ",
            "title": f"{title} – {name_th}",
            "name": f"waste-separation-{slug}",
            "owner_org": name_th,
            "maintainer": name_th,
            "maintainer_email": settings.email,
            "maintainer_phone": settings.phone,
            "tag_string": ",".join(keywords),
            "notes": about,
            "objective": ["พันธกิจหน่วยงาน", "เพื่อการให้บริการประชาชน"],
            "update_frequency_unit": "ปี",
            "update_frequency_interval": "1",
            "geo_coverage": "เทศบาล/อบต.",
            "data_source": _both("The municipality's own weighing book"),
            "data_format": ["CSV"],
            "data_category": "ข้อมูลสาธารณะ",
            "license_id": "Creative Commons Attributions",
            "accessible_condition": "",
            "url": "",
            "data_language": ["ไทย", "อังกฤษ"],
            "created_date": today.isoformat(),
            "last_updated_date": today.isoformat(),
            "first_year_of_data": str(years[0]),
            "last_year_of_data": str(years[-1]),
            "disaggregate": ["ขอบเขตเชิงภูมิศาสตร์หรือเชิงพื้นที่", "ผลิตภัณฑ์", "อื่นๆ"],
            "disaggregate_other": _both("waste class, household type, month"),
            "unit_of_measure": "กิโลกรัม",
            "unit_of_multiplier": "หน่วย",
            "calculation_method": about,
            "standard": "Frictionless Tabular Data Package 1.0",
        },
    }
