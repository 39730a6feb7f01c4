"""Papers in Thai and English at once: each sentence in the one, then in the other."""

from wasteledger.domain.cells import ZERO_WIDTH_SPACE
from wasteledger.translation import Words

BETWEEN = f" /{ZERO_WIDTH_SPACE} "


class BothWords(Words):
    """Thai and English; dates, weights and amounts that stand alone are in Thai."""

    def __init__(self, thai: Words, english: Words) -> None:
        super().__init__("th", thai.credit_unit, thai.zone)
        self._languages = (thai, english)

    def __call__(self, sentence: str, /, **facts: object) -> str:
        """Return the sentence in both languages; a fact that already holds both gives each language its own."""
        said = (
            words(sentence, **{name: _half(fact, number) for name, fact in facts.items()})
            for number, words in enumerate(self._languages)
        )
        return _joined(*said)

    def name(self, thai: str, english: str) -> str:
        return _joined(*filter(None, (thai, english)))


def _half(fact: object, number: int) -> object:
    return fact.split(BETWEEN)[number] if isinstance(fact, str) and fact.count(BETWEEN) == 1 else fact


def _joined(*said: str) -> str:
    return BETWEEN.join(dict.fromkeys(said))
