"""Every text has its French, with the same places and the typography of a French page."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from pilotage.locale import Words
from pilotage.periods import Month

ROOT = Path(__file__).resolve().parents[2]
FRENCH = ROOT / "pilotage" / "locale" / "fr"
SPACE = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"


def is_translator(function: ast.expr) -> bool:
    """Whether a call is to `t`, `something.t` or `N_`."""
    match function:
        case ast.Name(id="t" | "N_"):
            return True
        case ast.Attribute(attr="t"):
            return True
    return False


def literals(node: ast.expr) -> Iterator[str]:
    """The texts that an argument may be: a literal, or either side of a choice."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from literals(body)
            yield from literals(orelse)


def texts() -> dict[str, str]:
    """Every text that the product may show, and where it stands."""
    found: dict[str, str] = {}
    for path in [*(ROOT / "pilotage").rglob("*.py"), *(ROOT / "pages").rglob("*.py"), *ROOT.glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and is_translator(node.func) and node.args:
                for text in literals(node.args[0]):
                    found.setdefault(text, f"{path.relative_to(ROOT).as_posix()}:{node.lineno}")
    return found


def messages() -> list[tuple[str, Message]]:
    found = []
    for path in sorted(FRENCH.glob("*.po")):
        with path.open("rb") as file:
            found += [(path.name, message) for message in read_po(file, locale="fr") if message.id]
    return found


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_text_has_its_french():
    translated = {message.id for _, message in messages() if message.string and not message.fuzzy}
    assert {text: where for text, where in texts().items() if text not in translated} == {}


def test_no_french_text_is_left_over():
    used = texts()
    assert [f"{file}: {message.id}" for file, message in messages() if message.id not in used] == []


def test_no_text_is_translated_twice_in_two_ways():
    # The same English in two catalogues must read the same, for the last one read would win.
    seen: dict[str, str] = {}
    clashes = []
    for file, message in messages():
        if seen.setdefault(message.id, message.string) != message.string:
            clashes.append(f"{file}: {message.id}")
    assert clashes == []


def test_no_catalogue_holds_a_text_twice():
    for path in sorted(FRENCH.glob("*.po")):
        ids = re.findall(r'(?ms)^msgid (".*?")\nmsgstr', path.read_text(encoding="utf-8"))
        assert [text for text, n in Counter(ids).items() if n > 1] == [], path.name


def test_french_texts_have_the_places_of_the_english_ones():
    wrong = [
        f"{file}: {message.id}"
        for file, message in messages()
        if message.string and places(message.id) != places(message.string)
    ]
    assert wrong == []


def test_french_punctuation_never_stands_alone_at_the_start_of_a_line():
    ordinary = re.compile(rf"[^\s{SPACE}]([:;!?%€»])|[ ]([:;!?%€»])|«(?![{SPACE}])")
    wrong = []
    for file, message in messages():
        text = re.sub(
            r"https?://\S+|:material/\w+:|\w:\w+(:\w+)?|:[a-z]+\[|`[^`]*`|\{[^}]*\}", "0", message.string
        )
        if match := ordinary.search(text):
            wrong.append(f"{file}: {message.string!r} ({match.group()!r})")
    assert wrong == []


def test_french_uses_the_typographic_apostrophe_or_the_plain_one_but_not_both():
    both = [text for _, message in messages() if "'" in (text := message.string) and "’" in text]
    assert both == []


@pytest.mark.parametrize(
    ("language", "expected"),
    [("fr", "1\N{NARROW NO-BREAK SPACE}234,50\N{NO-BREAK SPACE}€"), ("en", "€1,234.50")],
)
def test_money_takes_the_form_of_the_reader(language, expected):
    assert Words(language).money(Decimal("1234.5")) == expected


def test_a_negative_amount_carries_a_true_minus_sign():
    assert Words("fr").money(Decimal("-5")) == "\N{MINUS SIGN}5,00\N{NO-BREAK SPACE}€"
    assert Words("en").money(Decimal("-5")) == "\N{MINUS SIGN}€5.00"


def test_percentages_are_rounded_half_up_for_the_eye():
    assert Words("en").percent(Decimal("78.25")) == "78.3%"
    assert Words("fr").percent(Decimal("78.25")) == "78,3\N{NO-BREAK SPACE}%"


def test_months_and_days_read_in_the_language():
    assert Words("fr").month(Month(2026, 10)) == "octobre 2026"
    assert Words("en").month(Month(2026, 10)) == "October 2026"
    assert Words("fr").date(date(2026, 10, 12), "long") == "lundi 12 octobre 2026"


def test_places_are_filled_in_the_form_of_the_language():
    assert Words("en")("{n} of {day}", n=1234, day=date(2026, 2, 3)) == "1,234 of 03/02/2026"


def test_a_text_without_places_keeps_its_braces_and_needs_no_value():
    assert Words("en")("Nothing to fill") == "Nothing to fill"


@pytest.mark.parametrize(("language", "expected"), [("fr", "mer. 30 sept."), ("en", "Wed 30 Sep")])
def test_a_sentence_that_ends_on_an_abbreviated_day_has_one_full_stop(language, expected):
    t = Words(language)
    day = t.date(date(2026, 9, 30), "day")
    assert day == expected
    for text in ("Forecast frozen on {day}.", "The contract holds it on {day}."):
        assert t(text, day=day).endswith(expected.rstrip(".") + ".")
        assert not t(text, day=day).endswith("..")


def test_no_text_doubles_the_full_stop_of_what_it_quotes():
    for text in sorted(texts()):
        values = dict.fromkeys(places(text), "2 oct.")
        for language in ("fr", "en"):
            assert not re.search(r"(?<!\.)\.\.(?!\.)", Words(language)(text, **values)), text


def test_a_month_that_begins_with_a_vowel_elides_the_french_word_before_it():
    t = Words("fr")
    told = [t("settlement of {month}", month=Month(2026, number)) for number in (4, 5, 8, 10)]
    assert told == [f"solde {month} 2026" for month in ("d’avril", "de mai", "d’août", "d’octobre")]
    assert t("{what} of {month}", what="de avril", month="May") == "de avril of May"


def test_three_dots_stay_three_and_an_abbreviation_inside_a_sentence_keeps_its_point():
    t = Words("en")
    assert t("{what}...", what="etc.") == "etc...."
    assert t("on {day}, late.", day="2 oct.") == "on 2 oct., late."
    assert t("{day}.{what}", day="2 oct.", what="x") == "2 oct.x"
