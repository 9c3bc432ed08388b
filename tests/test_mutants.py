"""What `make mutants` reports: nothing that survives goes unsaid."""

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
_SPEC = importlib.util.spec_from_file_location("mutants", ROOT / "tools" / "mutants.py")
assert _SPEC is not None
assert _SPEC.loader is not None
tool = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(tool)

DIFF = """\
# pilotage.sla.edges.x_band__mutmut_1: survived
--- pilotage/sla/edges.py
+++ pilotage/sla/edges.py
@@ -1,3 +1,3 @@
 def band(x):
-    return x >= 0
+    return x > 0
"""
KNOWN = {("pilotage/sla/edges.py", "return x >= 0", "return x > 0")}
NAMES = [f"pilotage.sla.edges.x_band__mutmut_{n}" for n in range(1, 21)]


def told(codes, known=frozenset()):
    return tool.report(dict(zip(NAMES, codes, strict=False)), set(known), lambda _: DIFF)


def test_a_change_that_no_test_noticed_is_listed_with_its_line():
    lines, _ = told([0])
    assert lines[:2] == [NAMES[0], "  pilotage/sla/edges.py: return x >= 0  ->  return x > 0"]


def test_one_that_is_explained_counts_apart():
    lines, holds = told([0, 1], KNOWN)
    assert lines == ["sla: 2 changes, 1 noticed, 1 explained, 0 left (0.0 %)"]
    assert holds


@pytest.mark.parametrize(("survivors", "holds"), [(1, True), (2, False)])
def test_more_than_one_in_twenty_left_fails(survivors, holds):
    assert told([0] * survivors + [1] * (20 - survivors))[1] is holds


def test_a_change_that_no_test_reaches_is_left_too():
    assert told([33])[1] is False


def test_a_run_that_tried_nothing_fails():
    assert tool.report({}, set(), lambda _: "") == ([], False)


def test_only_what_was_tried_is_read(tmp_path):
    folder = tmp_path / "mutants" / "pilotage" / "sla"
    folder.mkdir(parents=True)
    codes = {"pilotage.sla.a": 1, "pilotage.sla.b": None, "pilotage.sla.c": 0}
    (folder / "edges.py.meta").write_text(json.dumps({"exit_code_by_key": codes}))
    assert tool.results(tmp_path) == {"pilotage.sla.a": 1, "pilotage.sla.c": 0}


@pytest.mark.parametrize(("because", "known"), [("", False), ("' '", False), ("'Both are zero.'", True)])
def test_an_explanation_that_does_not_say_why_is_refused(tmp_path, because, known):
    folder = tmp_path / "tests" / "mutants"
    folder.mkdir(parents=True)
    why = f"because = {because}" if because else ""
    text = f"[[equivalent]]\nfile = 'a.py'\nbefore = 'x'\nafter = 'y'\n{why}\n"
    (folder / "sla.toml").write_text(text)
    if known:
        assert tool.explained(tmp_path) == {("a.py", "x", "y")}
    else:
        with pytest.raises(ValueError, match=r"sla\.toml"):
            tool.explained(tmp_path)


def test_every_explanation_names_a_line_that_stands():
    """One that was rewritten since explains nothing any more."""
    gone = [
        (file, before)
        for file, before, _ in tool.explained(ROOT)
        if before
        and before not in " ".join((ROOT / file).read_text(encoding="utf-8").split())
        and before not in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert gone == []
