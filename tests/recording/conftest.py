"""What tests of the verbs share: a refusal must leave every table as it was."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from tests.support.books import contents
from tests.support.intruder import Intruder
from tests.support.town import Town
from wasteledger.errors import Refusal
from wasteledger.journal.entries import Entry
from wasteledger.recording.drop_offs import Weighing

Refused = Callable[[type[Refusal]], AbstractContextManager[pytest.ExceptionInfo[Refusal]]]


@pytest.fixture
def refused(town: Town, intruder: Intruder) -> Refused:
    """Expects exactly this refusal from the block, and nothing written by it."""

    @contextmanager
    def expecting(kind: type[Refusal]) -> Iterator[pytest.ExceptionInfo[Refusal]]:
        before = contents(intruder)
        with pytest.raises(kind) as raised:
            yield raised
        assert type(raised.value) is kind
        assert contents(intruder) == before
        assert town.ledger.audit().clean

    return expecting


@pytest.fixture
def weighed(town: Town) -> Entry:
    """10 kg of clear bottles of the first household: 80.00 baht in its book, 10 kg at P01."""
    (entry,) = town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 10_000),))
    return entry


@pytest.fixture
def mixed(town: Town) -> Entry:
    """2 kg of mixed goods of the second household, whose price nobody knows yet."""
    (entry,) = town.ledger.record_drop_off(card=town.households[1], weighings=(Weighing("MIX", 2_000),))
    return entry


@pytest.fixture
def closed_household(town: Town) -> str:
    """The number of a household that takes part no more."""
    town.ledger.close_household(household=town.households[2])
    return town.households[2]


@pytest.fixture
def revoked_card(town: Town) -> str:
    """The second household's card, taken out of use."""
    town.ledger.revoke_card(card=town.cards[1])
    return town.cards[1]


@pytest.fixture
def blank_card(town: Town) -> str:
    """A card issued to nobody yet."""
    (entry,) = town.ledger.issue_cards(blank=1)
    return str(entry.body["cards"][0]["code"])
