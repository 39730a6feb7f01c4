"""What is weighed: lines of a material and a weight; taken back, rejected, in a container, typed again where odd."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wasteledger import errors
from wasteledger.domain.materials import UNITS
from wasteledger.recording.drop_offs import Weighing, net_grams
from wasteledger.units import Grams
from wasteledger_cli.counter import people, reading
from wasteledger_cli.counter.asking import Abandoned, Ask, Flow, Parked
from wasteledger_cli.counter.line import line_text, quantity_text, total_of
from wasteledger_cli.counter.prices import agree, asked_price
from wasteledger_cli.counter.screen import Name

if TYPE_CHECKING:
    from wasteledger.domain.registers import Material
    from wasteledger_cli.counter.counter import Counter
    from wasteledger_cli.counter.visit import Visit

UNUSUAL_SHARE = 10
"""A weight beyond a tenth of a material's limit is typed again: a slip of the finger makes ten times too much."""
SCALE_PATIENCE_SECONDS = 1.5

PROXY, ASSISTED, MORE = ".", "..", "0"
HELP = (
    "3 5.4: material 3, 5.4 kg · 3A: grade A · 5.4-0.2: its container · 5.4/0.8: handed back · 5.4~: estimated\n"
    "Enter: done · *: last line back · **: let it wait · ***: give it up\n"
    ".: brought by somebody else · ..: fetched at home · 0: more"
)


def weigh(counter: Counter, visit: Visit) -> Flow[None]:
    """Take lines until they are done.

    Raises:
        Parked, Abandoned: the visit waits, or is given up.
    """
    weighed = _Weighed(counter, visit)
    weighed.show_all()
    yield from weighed.resume()
    while not (yield from weighed.next_line()):
        pass


class _Weighed:
    """One visit on the scale: what was chosen before the next weight is known."""

    def __init__(self, counter: Counter, visit: Visit) -> None:
        self.counter, self.visit, self.screen = counter, visit, counter.screen
        self.awaited: reading.MaterialCode | None = None
        """The material whose weight is awaited."""
        self.tare = 0
        """The container scanned for the next weight, in grams."""

    def resume(self) -> Flow[None]:
        """Go on where a visit was left at the question for a container."""
        if self.visit.uncontained:
            try:
                yield from self._put_in_container(self.visit.uncontained)
            except Abandoned:
                self.screen.say("Left out; the visit goes on.")
            except errors.Refusal as refusal:
                self.screen.refuse(refusal)

    def next_line(self) -> Flow[bool]:
        """Ask for one line and do what it says; say whether the visit is done."""
        try:
            typed = yield self._ask()
        except Abandoned:
            if not self.awaited:
                raise
            self._undo()
            self.screen.say("Left out; the visit goes on.")
            return False
        try:
            return (yield from self._done_by(typed))
        except errors.Refusal as refusal:
            self.screen.refuse(refusal)
        except Abandoned:  # at a question about one line: the others stay
            self.screen.say("Left out; the visit goes on.")
        return False

    def _ask(self) -> Ask:
        if self.awaited is None:
            ask = self.counter.ask("{who} · number kg (3 5.4) · Enter done · * undo · ** wait · ?", who=self.visit.who)
        else:
            material = self.counter.material(self.awaited.code)
            ask = self.counter.ask(
                "{who} · {material}: Enter = the scale's, or type it ({unit})"
                if self.counter.scale
                else "{who} · {material}: how much ({unit})",
                who=self.visit.who,
                material=self.counter.material_name(material),
                unit=self.screen.words(material.unit),
            )
        return replace(ask, scan=True, weight=self.awaited is not None, help=self._help())

    def _help(self) -> str:
        names = map(self.counter.material_name, self.counter.materials())
        return f"{self.screen.words(HELP)}\n" + " · ".join(
            f"{number} {name}" for number, name in enumerate(names, start=1)
        )

    def _done_by(self, typed: str) -> Flow[bool]:  # noqa: C901  # one case for each thing that may be said
        codes = [material.code for material in self.counter.materials()]
        if typed.strip() in {PROXY, ASSISTED}:
            self._mark(typed.strip())
            return False
        if typed.strip() == MORE:
            yield from self._more()
            return False
        match reading.at_weighing(typed, codes, self.awaited):
            case reading.Command(name="DONE"):
                return (yield from self._entered())
            case reading.Command(name="UNDO"):
                self._undo()
            case reading.Command(name="REJECT"):
                yield from self._reject()
            case reading.Command():
                self.screen.bad("Finish this visit first, or let it wait with **.")
            case reading.Card() as card:
                yield from self._scanned(card)
            case reading.MaterialCode() as material:
                self.awaited = material
            case reading.Container(grams=grams):
                self._contained(grams)
            case reading.Line() as line:
                yield from self._typed(line)
        return False

    # Commands

    def _entered(self) -> Flow[bool]:
        """Enter, or DONE: the visit is done, or the scale's weight is taken for the material chosen."""
        if self.awaited and self.counter.scale:
            taken = self.counter.scale.reading(SCALE_PATIENCE_SECONDS)
            weighing = Weighing(self.awaited.code, taken.grams or 0, grade=self.awaited.grade, scale=taken.frame)
            if (yield from self._add(weighing, contained=bool(taken.net))):
                self.counter.scale.take(taken)
        elif self.awaited:
            self.screen.bad("Type the weight; * chooses another material.")
        elif not self.visit.lines:
            self.screen.bad("Nothing is weighed yet; *** gives it up.")
        else:
            return True
        return False

    def _more(self) -> Flow[None]:
        match (yield from self.counter.choose("1 proxy 2 fetched at home 3 whose it is 4 wait · *** leaves", 4)):
            case 1:
                self._mark(PROXY)
            case 2:
                self._mark(ASSISTED)
            case 3:
                shown = yield from people.named(self.counter)
                self._belongs_to(people.Holder.of(shown))
            case _:
                raise Parked

    def _mark(self, mark: str) -> None:
        """Mark the visit, or take the mark off again."""
        if mark == PROXY:
            self.visit.proxy = not self.visit.proxy
            self.screen.say("Brought by somebody else." if self.visit.proxy else "Brought by the household itself.")
        else:
            self.visit.assisted = not self.visit.assisted
            self.screen.say("Fetched at home." if self.visit.assisted else "Brought to the point.")
        self.counter.keep(self.visit)

    def _undo(self) -> None:
        """Take the last line back, or the material chosen."""
        if self.awaited:
            self.awaited, self.tare = None, 0
        elif self.visit.lines:
            self.screen.say("Taken back: {line}", line=self._text(len(self.visit.lines)))
            self.visit.lines.pop()
            self.counter.keep(self.visit)
            if self.counter.scale:
                self.counter.scale.release()
        else:
            self.screen.bad("Nothing is weighed yet; *** gives it up.")

    def _reject(self) -> Flow[None]:
        """Ask what of the last line is handed back."""
        if not self.visit.lines:
            raise errors.NoLines
        last = self.visit.lines[-1]
        name = self.counter.material_name(self.counter.material(last.material))
        decimals = UNITS["kg"].decimals
        grams = yield from self.counter.how_many(
            "{material}: how many kilograms are handed back", decimals, material=name
        )
        self._replace_last(replace(last, rejected=grams))

    # Cards and containers scanned

    def _scanned(self, card: reading.Card) -> Flow[None]:
        """A card where a weight is expected: whose the visit is, if nobody knew; never a number."""
        if card.unfinished:
            self.screen.bad("“{typed}” was not entered.", typed=card.unfinished)
        if not self.visit.card:
            self._belongs_to((yield from people.holder_of(self.counter, card)))
        elif card.code != self.visit.card:
            self.screen.bad("That is another card, no weight: finish this visit first, or let it wait with **.")

    def _belongs_to(self, holder: people.Holder) -> None:
        people.take_up(self.counter, self.visit, holder)
        self.counter.keep(self.visit)

    def _contained(self, grams: int) -> None:
        """A container scanned: of the line just weighed, if it had none, else of the next."""
        last = self.visit.lines[-1] if self.visit.lines and not self.awaited else None
        if last and not last.tare and self.counter.material(last.material).unit == "kg":
            self._replace_last(replace(last, tare=grams))
        else:
            self.tare = grams
            self.screen.say("Container of {weight} for the next weight.", weight=Grams(grams))

    def _replace_last(self, line: Weighing) -> None:
        net_grams(self.counter.material(line.material), line.gross - line.tare)
        self.visit.lines[-1] = line
        self._kept()

    # A line

    def _typed(self, line: reading.Line) -> Flow[None]:
        """Add what was typed; where the ledger refuses its weight, the weight alone is asked for again."""
        try:
            yield from self._add(self.counter.ledger.weighing(line.word))
        except errors.QuantityRefused:
            self.awaited = reading.MaterialCode(line.material, line.grade)
            raise

    def _add(self, weighing: Weighing, *, contained: bool = False) -> Flow[bool]:
        """Add a line once its weight is believed and it has a price; say whether it was added."""
        material = self.counter.material(weighing.material)
        believed = yield from self._believed(material, replace(weighing, tare=weighing.tare or self.tare))
        if believed is None or not (yield from self._has_price(material, weighing.grade)):
            return False
        asked = material.unit == "kg" and self.counter.settings.container_list and not self.counter.scale
        if asked and not (believed.tare or contained):
            yield from self._put_in_container(believed)
        else:
            self._take(believed)
        return True

    def _put_in_container(self, weighing: Weighing) -> Flow[None]:
        """Take a weight once somebody said which container it stood in; till then it is kept beside the lines."""
        if self.visit.uncontained is None:
            self.visit.uncontained = weighing
            self.counter.keep(self.visit)
        try:
            tare = yield from self._container()
            net_grams(self.counter.material(weighing.material), weighing.gross - tare)
        except (Abandoned, errors.Refusal):
            self.visit.uncontained = None
            self.counter.keep(self.visit)
            raise
        self._take(replace(weighing, tare=tare))

    def _take(self, weighing: Weighing) -> None:
        self.visit.lines.append(weighing)
        self.visit.uncontained = self.awaited = None
        self.tare = 0
        self._kept()

    def _kept(self) -> None:
        self.counter.keep(self.visit)
        self._show_last()

    def _believed(self, material: Material, weighing: Weighing) -> Flow[Weighing | None]:
        """Let an odd weight be typed again until it is the same twice, or not odd; None where it is given up.

        Raises:
            NothingWeighed, TooHeavy: it can't be.
        """
        typed: list[Weighing] = []
        while True:
            unusual = net_grams(material, weighing.gross - weighing.tare) * UNUSUAL_SHARE > material.limit_grams
            division = 0 if weighing.scale or material.unit != "kg" else self.counter.settings.scale_division
            if weighing in typed or not (unusual or (division and weighing.gross % division)):
                return weighing
            typed.append(weighing)
            ask = self.counter.ask(
                "{material} {weight} is unusually much: type the weight again"
                if unusual
                else "{material} {weight} is between two marks: type it again",
                material=self.counter.material_name(material),
                weight=quantity_text(material, weighing.gross),
            )
            again = yield from self._weight_again(ask, reading.MaterialCode(material.code, weighing.grade))
            if again is None:
                return None
            weighing = replace(
                again,
                tare=again.tare or weighing.tare,
                rejected=again.rejected or weighing.rejected,
                estimated=again.estimated or weighing.estimated,
            )

    def _weight_again(self, ask: Ask, awaited: reading.MaterialCode) -> Flow[Weighing | None]:
        while True:
            typed = yield ask
            try:
                match reading.at_weighing(typed, [awaited.code], awaited):
                    case reading.Line() as line:
                        return self.counter.ledger.weighing(line.word)
                    case reading.Command(name="UNDO"):
                        return None
                    case _:
                        self.screen.bad("Type the weight; * chooses another material.")
            except errors.Refusal as refusal:
                self.screen.refuse(refusal)

    def _has_price(self, material: Material, grade: str) -> Flow[bool]:
        """Whether a material may be taken: it has a price today, or is given one here."""
        if self.counter.price(material.code, grade, self.visit.day):
            return True
        name = self.counter.material_name(material)
        taken = yield from self.counter.choose(
            "{material} has no price: 1 price later 2 head sets it 3 not taken", 3, material=name
        )
        match taken:
            case 1:
                yield from agree(self.counter, {material.code: None})
            case 2:
                yield from agree(self.counter, {material.code: (yield from asked_price(self.counter, material))})
            case _:
                return False
        return True

    def _container(self) -> Flow[int]:
        """Which of the town's containers it stood in, in grams."""
        containers = self.counter.settings.container_list
        names = " ".join(f"{number} {name}" for number, (name, _) in enumerate(containers, start=1))
        chosen = yield from self.counter.choose("Container: Enter none {names}", len(containers), 0, names=Name(names))
        return containers[chosen - 1][1] if chosen else 0

    # What is shown

    def show_all(self) -> None:
        """Show what was weighed before, the total behind its last line."""
        for number in range(1, len(self.visit.lines)):
            self.screen.show([self._text(number)])
        if self.visit.lines:
            self._show_last()

    def _show_last(self) -> None:
        total = self.counter.amount(total_of(self.counter, self.visit))
        self.screen.say("{line} | total {total}", line=self._text(len(self.visit.lines)), total=total)

    def _text(self, number: int) -> str:
        return line_text(self.counter, self.visit, number)
