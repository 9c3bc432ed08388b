"""The template and the guide: what a user copies loads as it stands."""

import json
import re
from pathlib import Path

import pytest

from pilotage.contract.loading import load_contract
from pilotage.contract.schema import schema_text
from pilotage.kpi.catalogue import FORMULAS
from pilotage.kpi.known import KNOWN
from pilotage.services.formulas import counters_markdown, markdown

CONTRACTS = Path(__file__).resolve().parents[3] / "contracts"
TEMPLATE = (CONTRACTS / "TEMPLATE.toml").read_text(encoding="utf-8")
GUIDE = (CONTRACTS / "README.md").read_text(encoding="utf-8")
EXCERPTS = re.findall(r"^```toml\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def optional_on(text):
    return re.sub(r"^(\s*)#\| ?", r"\1", text, flags=re.MULTILINE)


def head_and_tables(text):
    first = re.search(r"^\[", text, re.MULTILINE).start()
    return text[:first], text[first:]


def with_excerpt(excerpt):
    """The template, its optional lines in use, with the excerpt in place of what it says anew."""
    head, tables = head_and_tables(optional_on(TEMPLATE))
    own_head, own_tables = head_and_tables(excerpt) if excerpt.startswith("ref") else ("", excerpt)
    for name in re.findall(r"^\[(\w+)\]$", own_tables, re.MULTILINE):
        tables = re.sub(rf"^\[{name}\](?:.*\n)(?:(?!\[).*\n)*", "", tables, flags=re.MULTILINE)
    for table, name in re.findall(r'^\[\[(\w+)\]\]\nid = "([^"]+)"', own_tables, re.MULTILINE):
        said = rf'^\[\[{table}\]\]\nid = "{name}"\n(?:(?!\[).*\n)*'
        tables = re.sub(said, "", tables, flags=re.MULTILINE)
    if own_tables.lstrip().startswith('[[document]]\nid = "avenant-1"'):
        later = r"^  \[\[consequence.terms\]\]\n  from = 2026-07-01\n(?:  .*\n)*"
        tables = re.sub(later, "", tables, flags=re.MULTILINE)
    for table in re.findall(r"^  \[\[(\w+)\.terms\]\]", own_tables, re.MULTILINE):
        if f"[[{table}]]" not in own_tables and f"[{table}]" not in own_tables.splitlines():
            tables = moved_last(tables, table)
    return (own_head or head) + tables + "\n" + own_tables


def moved_last(tables, name):
    """The tables with those of one name at the end, so that a block that follows belongs to them."""
    found = re.compile(rf"^\[\[{name}\]\]\n(?:(?!\[).*\n)*", re.MULTILINE)
    return found.sub("", tables) + "\n" + "\n".join(found.findall(tables))


def test_the_template_loads_without_a_problem_as_it_stands():
    contract, problems = load_contract(TEMPLATE, "TEMPLATE.toml", KNOWN)
    assert problems == ()
    assert contract.ref == "MON-CONTRAT-2027"


def test_the_template_loads_with_all_its_optional_lines():
    contract, problems = load_contract(optional_on(TEMPLATE), "TEMPLATE.toml", KNOWN)
    assert problems == ()
    assert contract.gate
    assert len(contract.consequence[0].terms) == 2
    assert "#|" not in optional_on(TEMPLATE).replace("« #| »", "").replace('"#| "', "")


def test_the_guide_has_an_excerpt_for_each_table():
    tables = set(re.findall(r"^ *\[\[?([a-z_.]+)\]", "\n".join(EXCERPTS), re.MULTILINE))
    schema = json.loads(schema_text())
    named = {name for name, of in schema["properties"].items() if of.get("type") == "array"}
    assert named <= tables
    assert {"vat.terms", "calendar.steps", "client", "entity"} <= tables


@pytest.mark.parametrize("excerpt", EXCERPTS, ids=lambda text: text.splitlines()[0][:40])
def test_an_excerpt_of_the_guide_loads_within_the_template(excerpt):
    contract, problems = load_contract(with_excerpt(excerpt), "README.md", KNOWN)
    assert {problem.code for problem in problems} <= {"contract.activity_unpaid"}
    for table, name in re.findall(r'^\[\[(\w+)\]\]\nid = "([^"]+)"', excerpt, re.MULTILINE):
        assert name in {one.id for one in getattr(contract, table)}


def test_the_amendment_of_the_guide_is_in_force_from_its_day():
    contract, _ = load_contract(with_excerpt(EXCERPTS[0]), "README.md", KNOWN)
    blocks = contract.consequence[0].terms
    assert [block.source for block in blocks] == ["contrat, annexe 1", "avenant-1, art. 4"]


def test_the_guide_names_every_key_that_the_model_has():
    schema = json.loads(schema_text())
    tables = [schema, *schema["definitions"].values()]
    keys = {key for table in tables for key in table.get("properties", {})}
    words = set(re.findall(r"[a-z_]+", "\n".join([*EXCERPTS, *re.findall(r"`[^`\n]+`", GUIDE)])))
    assert keys - words == set()


def test_the_guide_names_every_possible_word_and_formula():
    listed = {word for found in re.findall(r'"enum": \[(.*?)\]', schema_text(), re.DOTALL)
              for word in re.findall(r'"(\w+)"', found)}  # fmt: skip
    variants = {name for formula in FORMULAS.values() for name in formula.variants if name}
    words = set(re.findall(r"\w+", GUIDE))
    assert listed - words <= {"sat", "sun"}
    assert set(FORMULAS) | variants <= words


@pytest.mark.parametrize(("name", "printed"), [("catalogue", markdown), ("counters", counters_markdown)])
def test_the_guide_lists_the_catalogue_as_the_program_prints_it(name, printed):
    block = re.search(rf"<!-- {name}: .*? -->\n(.*?)\n<!-- /{name} -->", GUIDE, re.DOTALL)
    assert block is not None
    assert block[1] == printed(), "python -m pilotage catalogue --markdown writes it"
