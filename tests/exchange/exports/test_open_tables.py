"""Open tables attacked: whoever knows every total and can do sums recovers no figure, and no small group's either."""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from wasteledger.domain.small_cells import Cell, is_safe
from wasteledger.exchange.exports import open_tables
from wasteledger.exchange.exports.open_tables import (
    CLASS,
    CUTS,
    MATERIAL,
    MONTH,
    OpenRow,
    OpenTables,
    Year,
    add_drop_off,
    publishable,
)

CLASSES = {"PET": "recyclable", "CAN": "recyclable", "BOX": "recyclable", "FOOD": "organic", "BATT": "hazardous"}
LEAST = 5
LARGEST = 20_000

Unknown = tuple[str, str]
"""Cut and code of a figure that was left out."""
Equation = tuple[dict[Unknown, Fraction], Fraction]

drop_offs = st.tuples(
    st.integers(0, 40),  # who
    st.integers(1, 12),  # month
    st.sampled_from([*CLASSES, "PET", "PET", "CAN", "FOOD"]),
    st.integers(1, LARGEST),
)


def year_of(visits: list[tuple[int, int, str, int]]) -> Year:
    """The cells of a year in which each household lives in one community and is of one type."""
    year: Year = {cut: defaultdict(Cell) for cut in CUTS}
    for who, month, material, grams in visits:
        kind = {0: "school", 1: "temple", 2: "shop"}.get(who % 17, "household")
        said = {"community": f"C{who % 3}", "type": kind, "lines": [{"material": material, "grams": grams}]}
        add_drop_off(year, {"day": f"2026-{month:02}-15", **said}, f"household:{who}", CLASSES)
    return year


# What an attacker knows, and makes of it


def equations(found: OpenTables, total: int) -> Iterator[Equation]:
    """Every sum that the tables imply: each adds up to the year's total, and each class to that of its materials."""
    rows = {(cut, row.code): row for cut in CUTS for row in found[cut]}
    for cut in CUTS:
        yield _sum_of([row for (of, _), row in rows.items() if of == cut], cut, Fraction(total))
    for (cut, code), row in rows.items():
        if cut == CLASS:
            materials = [other for (of, name), other in rows.items() if of == MATERIAL and CLASSES[name] == code]
            unknown, rest = _sum_of(materials, MATERIAL, Fraction(row.grams or 0))
            yield (unknown if row.grams is not None else unknown | {(CLASS, code): Fraction(-1)}), rest


def _sum_of(rows: list[OpenRow], cut: str, total: Fraction) -> Equation:
    unknown = {(cut, row.code): Fraction(1) for row in rows if row.grams is None}
    return unknown, total - sum(row.grams for row in rows if row.grams is not None)


def solved(system: list[Equation]) -> list[Equation]:
    """Gauss and Jordan's elimination, exact; what is left are the sums that can be known."""
    done: list[Equation] = []
    for unknown in sorted({name for known, _ in system for name in known}):
        pivot = next((equation for equation in system if equation[0].get(unknown)), None)
        if pivot is None:
            continue
        system.remove(pivot)
        scale = pivot[0][unknown]
        pivot = {name: factor / scale for name, factor in pivot[0].items()}, pivot[1] / scale
        system = [_without(unknown, equation, pivot) for equation in system]
        done = [*(_without(unknown, equation, pivot) for equation in done), pivot]
    return done


def _without(unknown: Unknown, equation: Equation, pivot: Equation) -> Equation:
    factor = equation[0].get(unknown, Fraction(0))
    names = equation[0].keys() | pivot[0].keys()
    left = {name: equation[0].get(name, Fraction(0)) - factor * pivot[0].get(name, Fraction(0)) for name in names}
    return {name: value for name, value in left.items() if value}, equation[1] - factor * pivot[1]


def intervals(system: list[Equation], total: int) -> dict[Unknown, tuple[Fraction, Fraction]]:
    """Between what bounds each figure must lie, as nothing weighs less than nothing: narrowed until nothing gives."""
    bounds = {name: (Fraction(0), Fraction(total)) for known, _ in system for name in known}
    for _, (known, rest) in product(range(4), system):
        for name, factor in known.items():
            others = [(other, value) for other, value in known.items() if other != name]
            spans = [sorted(value * bound for bound in bounds[other]) for other, value in others]
            ends = sorted(
                (rest - reach) / factor for reach in (sum(span[0] for span in spans), sum(span[1] for span in spans))
            )
            bounds[name] = max(bounds[name][0], ends[0]), min(bounds[name][1], ends[1])
    return bounds


def recovered(found: OpenTables, year: Year) -> list[str]:
    """What the attacker finds out that nobody should: figures, sums of too few, figures to within a tenth."""
    total = sum(cell.total for cell in year[MONTH].values())
    system = solved(list(equations(found, total)))
    told = [
        f"the sum of {sorted(known)}"
        for known, _ in system
        if min(known.values()) > 0 and not is_safe((year[cut][code] for cut, code in known), LEAST)
    ]
    for (cut, code), (least, most) in intervals(system, total).items():
        cell = year[cut][code]
        if not is_safe([cell], LEAST) and 10 * (most - least) < cell.total:
            told.append(f"{cut} {code} between {least} and {most}")
    return told


@given(st.lists(drop_offs, min_size=1, max_size=80))
def test_nothing_is_recovered_from_any_town_s_tables(visits: list[tuple[int, int, str, int]]) -> None:
    year = year_of(visits)
    found = publishable({2026: year}, CLASSES, LEAST)

    if any(found.values()):
        assert recovered(found, year) == []
        for cut in CUTS:
            for row in found[cut]:
                assert row.grams is None or is_safe([year[cut][row.code]], LEAST)
    else:
        assert not is_safe(year[MONTH].values(), LEAST)


def test_the_attacker_is_no_fool_and_breaks_what_leaves_out_only_the_small_figures() -> None:
    year = year_of([(who, 1 + who % 12, "PET", 1_000) for who in range(3, 17)] + [(0, 5, "FOOD", 700)])
    naive: OpenTables = {
        cut: [
            OpenRow(2026, code, *((cell.total, cell.count) if is_safe([cell], LEAST) else (None, None)))
            for code, cell in year[cut].items()
        ]
        for cut in CUTS
    }

    told = recovered(naive, year)

    assert "the sum of [('household_type', 'school')]" in told
    assert "the sum of [('material', 'FOOD'), ('waste_class', 'organic')]" not in told
    assert any("household_type school between 700 and 700" in line for line in told)


def test_a_town_of_some_size_loses_next_to_nothing() -> None:
    year = year_of(
        [(who, month, material, 1_000 + who) for who in range(41) for month in range(1, 13) for material in CLASSES]
    )

    found = publishable({2026: year}, CLASSES, LEAST)

    assert {(cut, row.code) for cut in CUTS for row in found[cut] if row.grams is None} == {
        ("household_type", "school"),
        ("household_type", "shop"),
        ("household_type", "temple"),
    }


def test_a_class_that_is_left_out_takes_its_materials_along() -> None:
    year = year_of([(who, 1, material, 1_000) for who in range(3, 20) for material in ("PET", "CAN", "FOOD")])
    for who in (3, 4):
        said = {"day": "2026-01-15", "community": "C0", "type": "household"}
        add_drop_off(year, {**said, "lines": [{"material": "BATT", "grams": 100}]}, f"household:{who}", CLASSES)

    found = publishable({2026: year}, CLASSES, LEAST)

    assert [row.code for row in found[CLASS] if row.grams is None] == ["hazardous", "organic"]
    assert [row.code for row in found[MATERIAL] if row.grams is None] == ["BATT", "FOOD"]


def test_what_was_taken_back_leaves_no_row() -> None:
    year = year_of([(who, 1, "PET", 1_000) for who in range(3, 17)])
    body = {"day": "2026-01-20", "community": "C9", "type": "market", "lines": [{"material": "BATT", "grams": 9}]}
    for sign in (1, -1):
        add_drop_off(year, body, "household:99", CLASSES, sign)

    found = publishable({2026: year}, CLASSES, LEAST)

    assert {row.code for cut in CUTS for row in found[cut]}.isdisjoint({"C9", "market", "BATT", "hazardous"})


def test_the_cuts_are_those_that_were_thought_through() -> None:
    """A further cut, or one of two dimensions, wants its own equations above."""
    assert open_tables.CUTS == ("month", "community", "material", "waste_class", "household_type")
