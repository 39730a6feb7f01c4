"""A file is written whole or not at all, by what it is called."""

from pathlib import Path

import pytest

from wasteledger import errors
from wasteledger.exchange.reports.reading import Reader
from wasteledger.exchange.reports.writing import KINDS, write_report
from wasteledger.reporting.report import Report


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_written(of_the_town: Report, thai: Reader, tmp_path: Path, kind: str) -> None:
    write_report(of_the_town, tmp_path / f"rate{kind.upper()}", thai)

    assert [path.name for path in tmp_path.iterdir()] == [f"rate{kind.upper()}"]


def test_another_kind_is_refused(of_the_town: Report, thai: Reader, tmp_path: Path) -> None:
    with pytest.raises(errors.ValueNotAllowed, match=r"\.csv, \.xlsx"):
        write_report(of_the_town, tmp_path / "rate.doc", thai)

    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_refused(of_the_town: Report, thai: Reader, tmp_path: Path) -> None:
    with pytest.raises(errors.FileNotWritten):
        write_report(of_the_town, tmp_path / "none" / "rate.csv", thai)
