"""Slips as a point prints them, and words from the catalogue's source."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from gettext import GNUTranslations
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from wasteledger.domain.receipts import Receipt
from wasteledger.printing.slip import Reversed, Slip, SlipKind
from wasteledger.printing.slip_line import Name, SlipLine
from wasteledger.translation import TRANSLATIONS, Words
from wasteledger.units import Credits, Grams

KILOGRAM = Name("กก.", "kg")
BOTTLE = Name("ขวด", "bottles")

CLEAR_BOTTLES = SlipLine(
    material=Name("ขวดใส (PET)", "clear bottles (PET)"),
    quantity=5_200,
    unit=KILOGRAM,
    gross=Grams(5_400),
    tare=Grams(200),
    rate=800_000,
    credits=Credits(4_160),
)
CARDBOARD = SlipLine(
    material=Name("กระดาษลัง", "cardboard"),
    quantity=12_300,
    unit=KILOGRAM,
    rate=250_000,
    credits=Credits(3_075),
    rejected=Grams(800),
)
BEER_BOTTLES = SlipLine(
    material=Name("ขวดเบียร์", "beer bottles"),
    quantity=24,
    unit=BOTTLE,
    quantity_per_unit=1,
    rate=50_000,
    credits=Credits(1_200),
    estimated=Grams(12_000),
)
COPPER = SlipLine(material=Name("ทองแดง", "copper"), quantity=3_250, unit=KILOGRAM, rate=None, credits=None)
COOKING_OIL = SlipLine(
    material=Name("น้ำมันพืช", "cooking oil"),
    quantity=2,
    unit=BOTTLE,
    quantity_per_unit=1,
    rate=4_500_000,
    credits=Credits(9_000),
)
WEIGHED_WRONGLY = Reversed(Receipt("K07", 123), Credits(-8_435), "ชั่งผิด")


def a_slip(kind: SlipKind, **facts: object) -> Slip:
    usual = {
        "town": Name("เทศบาลเมืองทุ่งสง", "Thung Song Town"),
        "community": Name("ชุมชนท่าแพ", "Tha Phae"),
        "point": Name("ศาลาหมู่บ้าน", "Village hall"),
        "receipt": Receipt("K07", 123),
        "moment": datetime(2026, 3, 15, 2, 42, tzinfo=UTC),
        "zone": ZoneInfo("Asia/Bangkok"),
        "operator": "12",
        "household": "K07/0123",
        "phone": "075-411 111",
        "check_code": "7K3M-9QX2-F0AB-CDEF",
        "qr": "K07-000123 7K3M9QX2F0ABCDEF",
    }
    return Slip(kind=kind, **(usual | facts))  # type: ignore[arg-type]  # the names are checked when it is made


@pytest.fixture
def make_slip() -> Callable[..., Slip]:
    return a_slip


@pytest.fixture
def drop_off() -> Slip:
    """The slip of thai.md, line for line."""
    return a_slip(
        SlipKind.DROP_OFF,
        proxy=True,
        lines=(CLEAR_BOTTLES, CARDBOARD, BEER_BOTTLES),
        total=Credits(8_435),
        balance_before=Credits(21_600),
        balance_after=Credits(30_035),
        others_up_to=date(2026, 3, 12),
    )


@pytest.fixture
def slips(drop_off: Slip) -> dict[str, Slip]:
    """One of every kind, and every variant of thai.md."""
    balances = {"balance_before": Credits(30_035), "balance_after": Credits(21_035)}
    return {
        "drop-off": drop_off,
        "rate pending": a_slip(SlipKind.DROP_OFF, lines=(COPPER,), total=Credits(0), **balances),
        "unknown card": a_slip(SlipKind.DROP_OFF, household="", card="W1 7K3M 9QX2 FA", lines=(CARDBOARD,)),
        "correction": a_slip(SlipKind.DROP_OFF, reverses=WEIGHED_WRONGLY, lines=(CARDBOARD,), copy=2, **balances),
        "correction without reason": a_slip(SlipKind.DROP_OFF, reverses=Reversed(Receipt("K07", 9), Credits(-1))),
        "cash": a_slip(SlipKind.CASH, cash_paid=Credits(30_000), kept_in_book=Credits(35), **balances),
        "debt paid first": a_slip(
            SlipKind.DROP_OFF,
            lines=(CARDBOARD,),
            total=Credits(8_000),
            cash_paid=Credits(5_000),
            kept_for_debt=Credits(3_000),
            balance_before=Credits(-3_000),
            balance_after=Credits(0),
        ),
        "goods": a_slip(SlipKind.GOODS, lines=(COOKING_OIL,), total=Credits(9_000), **balances),
        "fee rebate": a_slip(SlipKind.FEE_REBATE, total=Credits(2_000), **balances),
        "gift": a_slip(SlipKind.GIFT, receiver="วัดท่าแพ", total=Credits(5_000), **balances),
        "transfer": a_slip(SlipKind.TRANSFER, receiver="K07/0200", total=Credits(5_000), phone="", **balances),
        "reversal": a_slip(SlipKind.REVERSAL, reverses=WEIGHED_WRONGLY, balance_after=Credits(-4_400)),
        "reversal without reason": a_slip(SlipKind.REVERSAL, reverses=Reversed(Receipt("K07", 9), Credits(1))),
        "opening": a_slip(SlipKind.OPENING, balance_after=Credits(30_035)),
    }


@pytest.fixture
def thai() -> Words:
    """Words read from the .po files, which need no build."""
    merged = Catalog(locale="th")
    for source in sorted((TRANSLATIONS / "th" / "LC_MESSAGES").glob("*.po")):
        for message in read_po(io.BytesIO(source.read_bytes()), locale="th"):
            merged[message.id] = message
    compiled = io.BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    words = Words("th")
    words._catalogue = GNUTranslations(compiled)
    return words


@pytest.fixture
def english() -> Words:
    return Words("en")
