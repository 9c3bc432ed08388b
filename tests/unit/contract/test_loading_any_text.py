"""Whatever a user does to a file, he gets problems with a sentence, never a crash."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pilotage.contract.loading import load_contract
from pilotage.kpi.known import KNOWN
from pilotage.locale.sentences_contract import SENTENCES
from pilotage.problems import stops

CONTRACTS = Path(__file__).resolve().parents[3] / "contracts"
TEXTS = [path.read_text(encoding="utf-8") for path in sorted(CONTRACTS.glob("*/contract.toml"))]
VALUES = st.sampled_from(
    [
        *("", "1", "-5", "1.5", "1,5", '"QS"', '"contrat, art. 1"', '""', "[]", "[1]", "[[]]", '["QS"]'),
        *(
            "{}",
            "{ a = 1 }",
            "[{ rate = 1 }]",
            "true",
            "nan",
            "9e99",
            "2026-01-01",
            "2026-01-01T00:00:00",
        ),
    ]
)
KEYS = st.sampled_from(
    [
        "from",
        "until",
        "id",
        "terms",
        "kind",
        "bands",
        "kpi",
        "[price]",
        "[[price]]",
        "[[sla.terms]]",
        "slas",
    ]
)


@st.composite
def damaged(draw):
    lines = draw(st.sampled_from(TEXTS)).splitlines()
    for _ in range(draw(st.integers(1, 4))):
        lines = lines or [""]
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["drop", "value", "key", "swap", "repeat", "cut"])):
            case "drop":
                del lines[at]
            case "value":
                lines[at] = f"{lines[at].partition('=')[0]}= {draw(VALUES)}"
            case "key":
                key = draw(KEYS)
                lines[at] = key if key.startswith("[") else f"{key} = {draw(VALUES)}"
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[at], lines[other] = lines[other], lines[at]
            case "repeat":
                lines.insert(at, lines[at])
            case "cut":
                lines = [*lines[: at + 1], lines[at][: len(lines[at]) // 2]]
    return "\n".join(lines)


@settings(max_examples=150, deadline=None)
@given(damaged())
def test_a_damaged_contract_is_told_and_never_crashes(text):
    contract, problems = load_contract(text, "contract.toml", KNOWN)
    assert (contract is None) == stops(problems)
    assert {problem.code for problem in problems} <= set(SENTENCES)
    lines = len(text.splitlines())
    assert all(problem.row is None or 1 <= problem.row <= lines + 1 for problem in problems)


@given(st.text(max_size=200))
def test_any_text_is_told_and_never_crashes(text):
    contract, problems = load_contract(text, "contract.toml", KNOWN)
    assert contract is None
    assert stops(problems)
