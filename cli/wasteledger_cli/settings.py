"""This machine's settings: options first, then the environment, then one TOML file."""

import os
import re
from functools import cache
from pathlib import Path
from typing import Any

from wasteledger.errors import ConfigurationNotUnderstood

PREFIX = "WASTELEDGER_"
NAMES = (
    *("database", "origin", "operator", "point", "language", "printer", "scale", "log"),
    *("keys", "office", "unsafe_home"),
)

_PASSWORD = re.compile(r"(://[^:/@]*:)[^/]*(?=@)|([?&]\w*password=)[^&]*")


@cache
def configuration_file() -> Path:
    """Where this machine keeps its settings; ``WASTELEDGER_CONFIG`` names another file."""
    named = os.environ.get(f"{PREFIX}CONFIG")
    if named:
        return Path(named)
    from platformdirs import user_config_path  # noqa: PLC0415  # only where nothing else is said

    return user_config_path("wasteledger", appauthor=False) / "config.toml"


@cache
def _configured() -> dict[str, Any]:
    path = configuration_file()
    if not path.is_file():
        return {}
    import tomllib  # noqa: PLC0415  # only where there is a file

    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as failure:
        raise ConfigurationNotUnderstood(path=str(path), reason=str(failure)) from None


def forget_what_was_read() -> None:
    """Read the file again when it is next asked: it was written."""
    _configured.cache_clear()


def setting(name: str) -> str | None:
    """Return one setting from the environment or the file."""
    said = os.environ.get(f"{PREFIX}{name.upper()}")
    if said:
        return said
    value = _configured().get(name)
    return str(value) if value is not None else None


def default_keys() -> Path:
    """Where this computer's keys are kept when nothing says otherwise: beside its settings, far from the ledger."""
    return configuration_file().parent / "keys"


def default_database() -> str:
    """Where the ledger is kept when nothing says otherwise: this user's data folder."""
    from platformdirs import user_data_path  # noqa: PLC0415

    return str(user_data_path("wasteledger", appauthor=False) / "wasteledger.db")


def shown(address: str) -> str:
    """A ledger's or a server's address without the password that may stand in it."""
    return _PASSWORD.sub(r"\1\2***", address)
