"""What stands beside the laptop: a printer that may be off, a scale, a camera."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
import qrcode

from tests.cli.counter.conftest import AtTheCounter
from tests.support.town import STAFF, Town
from wasteledger import errors
from wasteledger.ledger import Ledger
from wasteledger.printing.photo import codes_in_picture
from wasteledger.printing.spool import Spool
from wasteledger.translation import Words
from wasteledger_cli.counter.serving import serve
from wasteledger_cli.counter.slips import Slips
from wasteledger_cli.scales.formats import Reading

Open = Callable[..., AtTheCounter]


class Printer:
    """Takes what it is sent, unless it is off; may be slow."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.off = False
        self.go = Event()
        self.go.set()

    def __call__(self, data: bytes) -> None:
        self.go.wait(10)
        if self.off:
            raise errors.PrinterNotReached(printer="lp0", reason="it is off")
        self.taken.append(data)


@pytest.fixture
def printer() -> Printer:
    return Printer()


@pytest.fixture
def slips(counter_town: Town, printer: Printer, tmp_path: Path) -> Iterator[Slips]:
    def open_ledger() -> Ledger:
        return Ledger.open(counter_town.database, operator=STAFF, clock=counter_town.clock)

    made = Slips(open_ledger, Words("th"), Spool(tmp_path / "spool"), printer, wide=False)
    yield made
    made.close()


def test_a_slip_is_printed_while_the_next_visit_is_weighed(
    open_counter: Open, counter_town: Town, slips: Slips, printer: Printer
) -> None:
    printer.go.clear()
    at_the_counter = open_counter(slips=slips)

    at_the_counter.type(serve, counter_town.card, "PET 1", "", "", counter_town.cards[1], "PET 1", "", "")
    booked = counter_town.ledger.balance(counter_town.cards[1]).value
    printer.go.set()
    slips.close()

    assert booked == 800
    assert len(printer.taken) == 2
    assert at_the_counter.counter.drafts.open_visits() == []


def test_a_printer_that_is_off_is_one_line_and_prints_later(
    open_counter: Open, counter_town: Town, slips: Slips, printer: Printer
) -> None:
    printer.off = True
    at_the_counter = open_counter(slips=slips)
    at_the_counter.type(serve, counter_town.card, "PET 1", "", "")
    slips.close()
    slips.tell(at_the_counter.counter.screen)

    assert at_the_counter.said("The printer doesn't answer", "1 ")
    assert at_the_counter.bells == 1
    printer.off = False
    assert len(Spool(next(Path(counter_town.database).parent.glob("spool"))).print_waiting(printer).sent) == 1


def test_a_slip_not_yet_in_the_queue_when_the_power_goes_is_printed_after_it(
    open_counter: Open, counter_town: Town, slips: Slips, printer: Printer
) -> None:
    first = open_counter(slips=_Unplugged())
    first.type(serve, counter_town.card, "PET 1", "", "")
    assert first.counter.drafts.open_visits()

    again = open_counter(slips=slips)
    again.type(serve)
    slips.close()

    assert len(printer.taken) == 1
    assert again.counter.drafts.open_visits() == []


class _Unplugged:
    """A printer's queue whose power goes before it could write anything."""

    def put(self, *_: object, **__: object) -> None: ...

    def tell(self, _screen: object) -> None: ...


def test_a_copy_says_which_it_is(open_counter: Open, counter_town: Town, slips: Slips, printer: Printer) -> None:
    at_the_counter = open_counter(slips=slips)
    at_the_counter.type(serve, counter_town.card, "PET 1", "", "", "COPY", "")
    slips.close()

    assert at_the_counter.said("Copy 1 of K07-")
    assert len(printer.taken) == 2


class Scale:
    """Shows one weight after the other; nothing more when they are used up."""

    def __init__(self, *grams: int) -> None:
        self._grams = list(grams)
        self.taken = 0

    def reading(self, patience: float = 0.0) -> Reading:  # noqa: ARG002  # a real scale may be waited for
        if not self._grams:
            raise errors.NothingNewOnScale
        return Reading(grams=self._grams.pop(0), stable=True, frame="ST,GS,+005.40kg")

    def take(self, _reading: Reading) -> None:
        self.taken += 1

    def release(self) -> None: ...


def test_enter_takes_the_scales_own_weight_and_its_frame_is_kept(open_counter: Open, counter_town: Town) -> None:
    scale = Scale(5_400, 300)

    open_counter(scale=scale).type(serve, counter_town.card, "5", "", "M:BATT", "", "", "")

    body = counter_town.ledger.entry(f"K07-{counter_town.ledger.status().entries}").body
    assert [(line["grams"], line["scale"]) for line in body["lines"]] == [
        (5_400, "ST,GS,+005.40kg"),
        (300, "ST,GS,+005.40kg"),
    ]
    assert scale.taken == 2


def test_a_scale_that_says_nothing_is_a_sentence_and_typing_still_works(open_counter: Open, counter_town: Town) -> None:
    at_the_counter = open_counter(scale=Scale())

    at_the_counter.type(serve, counter_town.card, "5", "", "5.4", "", "")

    assert at_the_counter.said("nothing new on the scale")
    assert counter_town.ledger.balance(counter_town.card).value == 4320


def test_a_card_is_read_from_a_picture(counter_town: Town, tmp_path: Path) -> None:
    picture = tmp_path / "card.png"
    with picture.open("wb") as file:
        qrcode.make(counter_town.card).save(file)

    assert codes_in_picture(str(picture)) == [counter_town.card]


def test_a_picture_without_a_card_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cat.png").write_bytes(b"no picture")

    with pytest.raises(errors.PhotoNotRead):
        codes_in_picture(str(tmp_path / "cat.png"))
    with pytest.raises(errors.FileMissing):
        codes_in_picture(str(tmp_path / "dog.png"))
