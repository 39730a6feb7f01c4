"""What a laptop at the village hall sends, and who else might."""

from pathlib import Path

import pytest

from tests.support.points import Field, Side
from wasteledger.exchange.keys import Keys, load_keys


@pytest.fixture
def carried(field_of_town: Field, point: Side) -> Path:
    """A bundle with three drop-offs of the point, on its way to the office."""
    point.weigh(3)
    path = field_of_town.folder / "K11.wlb"
    point.write(path)
    return path


@pytest.fixture
def stolen(point: Side) -> Keys:
    """The point's secret keys in other hands."""
    return load_keys(point.keys, "K11")
