"""Lines of a TOML text: every key, table and list item is found where it stands."""

from pathlib import Path

import pytest

from pilotage.contract.positions import line_of, lines_of

CONTRACTS = Path(__file__).resolve().parents[3] / "contracts"

TEXT = '''ref = "A"  # [[not a table]]
text = """
key = "inside a text"
[[price]]
"""

[calendar.steps]
cutoff = 2

[[price]]
id = 'appel'
"quoted.key" = { a = 1, b = [
  2,
  { c = "}" }, # ]
] }

  [[price.terms]]
  from = 2026-01-01

  [[price.terms]]
  from = 2026-07-01
  tiers = [
    { up_to = 5, price = 1 },

    { price = 2 },
  ]

[[price]]
id = "chat"
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("ref",), 1),
        (("text",), 2),
        (("calendar",), 7),
        (("calendar", "steps", "cutoff"), 8),
        (("price",), 10),
        (("price", 0, "id"), 11),
        (("price", 0, "quoted.key", "b", 1, "c"), 14),
        (("price", 0, "terms", 0, "from"), 18),
        (("price", 0, "terms", 1), 20),
        (("price", 0, "terms", 1, "tiers", 0, "up_to"), 23),
        (("price", 0, "terms", 1, "tiers", 1), 25),
        (("price", 1, "id"), 29),
    ],
)
def test_a_path_leads_to_its_line(path, line):
    assert lines_of(TEXT)[path] == line


def test_a_key_that_is_absent_is_sent_to_its_table():
    assert line_of(("price", 0, "terms", 1, "source"), lines_of(TEXT)) == 20
    assert line_of(("currency",), lines_of(TEXT)) is None


@pytest.mark.parametrize("text", ["", "= 1", "[", "a = ", "a", '[a]\n"x', "a = " + "[" * 9000])
def test_a_text_that_is_not_toml_gives_what_it_can_and_never_fails(text):
    assert set(lines_of(text).values()) <= {1, 2}


@pytest.mark.parametrize("ref", ["ARMOR-2025", "ATLAS-2025", "RAVINALA-2025", "TEJO-2025"])
def test_every_key_of_a_real_contract_stands_on_its_line(ref):
    text = (CONTRACTS / ref / "contract.toml").read_text(encoding="utf-8")
    lines = text.splitlines()
    found = lines_of(text)
    assert len(found) > 300
    for path, number in found.items():
        key = next((step for step in reversed(path) if isinstance(step, str)), None)
        if key is not None and isinstance(path[-1], str):
            assert key in lines[number - 1]
