"""Third-party files beside the project, taken down the road once, from nothing: contracts published
without feeds, each file proposed, its few questions answered, its feed saved, the file imported.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from real.roads import FILES, Road, Row, contracts, tables_of


@pytest.fixture(scope="session")
def road(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Road:
    """Every file in English, then again; in a second portal, every file in French."""
    made = Road(tmp_path_factory.mktemp("real"), shared_data)
    french = Road(tmp_path_factory.mktemp("french"), shared_data)
    for portal, language in ((made, "en"), (french, "fr")):
        for number, text in enumerate(contracts()):
            written = portal.folder / f"{number}.contract.toml"
            written.write_text(text, encoding="utf-8")
            assert portal.typed("publish", written)[0] == 0
        for name in FILES:
            made.told[language, name] = portal.look(name, lang=language)
            report = portal.take(name, lang=language)
            (made.imported if language == "en" else made.french)[name] = report
    for name in FILES:
        made.again[name] = made.take_again(name)
    return made


@pytest.fixture(scope="module")
def reference(shared_data: Path) -> Callable[[str], list[list[Row]]]:
    """The tables of a section of the reference values, each row by its headers, as printed."""
    text = (shared_data / "REFERENCE.md").read_text(encoding="utf-8")

    def tables(section: str) -> list[list[Row]]:
        body = re.split(r"^## ", text, flags=re.MULTILINE)
        (found,) = [part for part in body if part.startswith(f"{section} ")]
        return list(tables_of(found.splitlines()))

    return tables
