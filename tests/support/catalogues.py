"""The translation catalogues, compiled before a run of the tests as the wheel's build compiles them."""

import io
from importlib.util import find_spec

from wasteledger.translation import TRANSLATIONS


def compile_catalogues() -> None:
    """Bring every .mo up to its .po; where Babel is not installed, neither is the source that could be newer."""
    if find_spec("babel") is None:
        return
    from babel.messages.mofile import write_mo  # noqa: PLC0415  # missing where the installed wheel is tested
    from babel.messages.pofile import read_po  # noqa: PLC0415

    for source in TRANSLATIONS.glob("*/LC_MESSAGES/*.po"):
        compiled = io.BytesIO()
        write_mo(compiled, read_po(io.BytesIO(source.read_bytes())))
        target = source.with_suffix(".mo")
        if not target.exists() or target.read_bytes() != compiled.getvalue():
            target.write_bytes(compiled.getvalue())
