"""Words that vendors wrote never become formatting, links, colours or formulas."""

import pytest

from pilotage.web.cache import remember
from pilotage.web.text import plain


@pytest.mark.parametrize(
    "text",
    ["*bold*", "_it_", "[a](http://x)", "<b>", "`code`", "$x$", "~no~", "# title", "a|b", "\\"],
)
def test_markdown_is_shown_as_it_was_typed(text):
    shown = plain(text)
    assert shown != text
    assert shown.replace("\\", "") == text.replace("\\", "")


@pytest.mark.parametrize("text", [":red[x]", ":material/home:", ":smile:", "see :blue-badge[y]"])
def test_directives_are_not_read(text):
    assert "\\:" in plain(text)


@pytest.mark.parametrize(
    "text", ["Il manque\N{NO-BREAK SPACE}: 3", "1\N{NARROW NO-BREAK SPACE}234,50 €", "58,4 %"]
)
def test_ordinary_french_is_left_alone(text):
    assert plain(text) == text


def test_two_lines_become_one():
    assert plain("a\r\nb") == "a  b"


def test_what_was_built_once_is_not_built_again():
    built = []
    for _ in range(3):
        assert remember(("test", "once"), lambda: built.append(1) or "value") == "value"
    assert built == [1]


def test_a_sign_never_stands_at_the_end_of_a_line_before_its_amount():
    assert plain("(+1.6) · +€1,921.22").endswith("+\N{WORD JOINER}€1,921.22")
