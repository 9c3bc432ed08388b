"""Words: every text of the interface in French and English, with numbers and dates in each form.

Message ids are the English texts, with `{name}` places; French stands in `fr/*.po` (one file an
area), read as they are: nothing to compile. A test finds any text without its French.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from babel.dates import format_date
from babel.messages.pofile import read_po

from pilotage.periods import Month

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")
NBSP, NARROW, MINUS = "\u00a0", "\u202f", "\u2212"
_SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$", "CAD": "$"}
_VOWEL_MONTHS = ("avril ", "août ", "octobre ")


def N_(text: str) -> str:  # noqa: N802  the name that gettext tools know
    """Marks a text for translation where it is only stored."""
    return text


@cache
def _catalogue(language: Language) -> Mapping[str, str]:
    texts: dict[str, str] = {}
    for path in sorted((Path(__file__).parent / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string and not message.fuzzy:
                    texts[str(message.id)] = str(message.string)
    return texts


def _one_full_stop(text: str, shown: Mapping[str, str]) -> str:
    """The text without the full stop after a place whose value brings its own: an abbreviated month
    (`30 sept.`), a sentence that is quoted whole. Three dots are left to be three dots.
    """
    for name, value in shown.items():
        if value.endswith(".") and not value.endswith(".."):
            text = re.sub(rf"\{{{name}\}}\.(?!\.)", f"{{{name}}}", text)
    return text


def _elided(text: str, shown: Mapping[str, str]) -> str:
    """The French text with « d’ » before a month that begins with a vowel: « le solde d’avril 2026 »."""
    for name, value in shown.items():
        if value.startswith(_VOWEL_MONTHS):
            text = re.sub(rf"\bde \{{{name}\}}", f"d’{{{name}}}", text)
    return text


class Words:
    """A language: `t("{n} rows kept", n=3)` gives the sentence, numbers already in its form."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._texts = _catalogue(language)

    def __call__(self, text: str, **values: object) -> str:
        """The text in this language, its places filled. Figures are formatted, texts kept."""
        found = self._texts.get(text, text)
        shown = {name: self._show(value) for name, value in values.items()}
        if self.language == "fr":
            found = _elided(found, shown)
        return _one_full_stop(found, shown).format(**shown) if shown else found

    def _show(self, value: object) -> str:
        match value:
            case bool():
                return str(value)
            case int() | Decimal():
                return self.number(value)
            case Month():
                return self.month(value)
            case date():
                return self.date(value)
        return str(value)

    def number(self, value: Decimal | int, digits: int | None = None) -> str:
        """Thousands apart, decimal mark of the language; `digits` decimals, or all there are."""
        exact = Decimal(value)
        if digits is not None:
            exact = exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
        text = f"{abs(exact):,f}"
        if digits is None and "." in text:
            text = text.rstrip("0").rstrip(".")
        if self.language == "fr":
            text = text.replace(",", NARROW).replace(".", ",")
        return (MINUS if exact < 0 else "") + text

    def money(self, amount: Decimal, currency: str = "EUR", digits: int = 2) -> str:
        """`1 234,50 €` or `€1,234.50`."""
        symbol = _SYMBOLS.get(currency, currency)
        if self.language == "fr":
            return self.number(amount, digits) + NBSP + symbol
        text = self.number(abs(amount), digits)
        return (MINUS if amount < 0 else "") + symbol + text

    def percent(self, value: Decimal, digits: int | None = 1) -> str:
        """`95,6 %` or `95.6%`, from a value in percent."""
        return self.number(value, digits) + (NBSP + "%" if self.language == "fr" else "%")

    def signed(self, value: Decimal, digits: int | None = None) -> str:
        """With a plus sign in front of what is above zero."""
        return ("+" if value > 0 else "") + self.number(value, digits)

    def date(self, day: date, form: Literal["short", "medium", "long", "day"] = "short") -> str:
        """`12/10/2026`, `12 oct. 2026`, `lundi 12 octobre 2026`, or `lun. 12 oct.`."""
        if form == "short":
            return day.strftime("%d/%m/%Y")
        pattern = {"medium": "d MMM y", "long": "EEEE d MMMM y", "day": "EEE d MMM"}[form]
        return format_date(day, pattern, locale=self.language)

    def month(self, month: Month) -> str:
        """`octobre 2026`, `October 2026`."""
        return format_date(month.first, "MMMM y", locale=self.language)

    def month_short(self, month: Month) -> str:
        """`oct. 26`, `Oct 26`."""
        return format_date(month.first, "MMM yy", locale=self.language)
