"""Writing this machine's settings file: one line a setting, whatever else stands in it left as it is."""

import json
import os
import re
import tomllib
from collections.abc import Mapping

from wasteledger.errors import ConfigurationNotUnderstood, FileNotWritten, ValueNotAllowed
from wasteledger.translation import LANGUAGES
from wasteledger_cli.settings import NAMES, configuration_file, forget_what_was_read

CHOICES = {"language": LANGUAGES, "unsafe_home": ("yes",)}
"""The settings that take one of a few words."""


def require_setting(name: str, value: str | None = None) -> str:
    """Return a setting's name if there is one so called, and it may have this value.

    Raises:
        ValueNotAllowed: there is none, or it may not.
    """
    if name not in NAMES:
        raise ValueNotAllowed(name="setting", value=name, choices=", ".join(NAMES))
    if value is not None and (value not in CHOICES[name] if name in CHOICES else not value):
        raise ValueNotAllowed(name=name, value=value, choices=", ".join(CHOICES.get(name, (f"{name}=…",))))
    return name


def write_settings(pairs: Mapping[str, str | None]) -> None:
    """Write settings into the file, or take them out of it (None); the file is replaced whole.

    Raises:
        ConfigurationNotUnderstood: what stands in it can't be read, or holds one of these over several lines.
        FileNotWritten: it can't be written.
    """
    path = configuration_file()
    try:
        held = path.read_text(encoding="utf-8") if path.is_file() else ""
        before = tomllib.loads(held)
        written = _written(held, pairs)
        if tomllib.loads(written) != _set(before, pairs):
            raise ConfigurationNotUnderstood(path=str(path), reason=", ".join(pairs))
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.part")
        with fresh.open("w", encoding="utf-8", newline="\n") as file:
            file.write(written)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as failure:
        raise ConfigurationNotUnderstood(path=str(path), reason=str(failure)) from None
    except OSError as failure:
        raise FileNotWritten(path=str(path), reason=failure.strerror or "") from None
    forget_what_was_read()


def _written(held: str, pairs: Mapping[str, str | None]) -> str:
    """New lines go to the top, above the first table, to which they would belong."""
    lines = held.splitlines()
    for name, value in pairs.items():
        line = [f"{name} = {json.dumps(value, ensure_ascii=False)}"] if value is not None else []
        place = next((at for at, old in enumerate(lines) if re.match(rf"\s*{name}\s*=", old)), None)
        at = place if place is not None else 0
        lines[at : at + (place is not None)] = line
    return "".join(f"{line}\n" for line in lines)


def _set(before: Mapping[str, object], pairs: Mapping[str, str | None]) -> dict[str, object]:
    after = {**before, **pairs}
    return {name: value for name, value in after.items() if value is not None}
