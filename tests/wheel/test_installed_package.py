"""What an installed copy must carry; run from the checkout and again from the wheel with the source out of reach."""

import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import wasteledger
from wasteledger.exchange.starter import STARTERS, starter_file
from wasteledger.storage.upgrade import REVISION, shipped
from wasteledger.translation import DOMAIN, TRANSLATIONS


def test_the_migrations_are_shipped_up_to_the_newest() -> None:
    scripts = [path.name for path in (shipped("migrations") / "versions").glob("*.py")]

    assert any(name.startswith(REVISION) for name in scripts)


def test_the_sample_town_is_shipped() -> None:
    assert (shipped("samples") / "town" / "morning.csv").is_file()


def test_the_tables_that_towns_begin_with_are_shipped() -> None:
    assert [name for name in STARTERS if not starter_file(name).is_file()] == []


def test_the_thai_catalogue_is_compiled() -> None:
    assert (TRANSLATIONS / "th" / "LC_MESSAGES" / f"{DOMAIN}.mo").is_file()


def test_the_package_says_that_it_is_typed() -> None:
    assert (Path(wasteledger.__file__).parent / "py.typed").is_file()


def test_the_version_is_the_distributions() -> None:
    assert distribution("wasteledger").version == wasteledger.__version__


def test_the_demo_makes_a_town_that_audits_clean(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "wasteledger_cli", "--language", "en", "demo", "--format", "json"]

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)

    assert done.returncode == 0, done.stderr.decode()
    assert b'"clean": true' in done.stdout
    assert (tmp_path / "wasteledger-demo.db").is_file()
