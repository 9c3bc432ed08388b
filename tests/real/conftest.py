"""Third-party files beside the project, taken down the road once: contracts published, files imported."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from real.roads import FILES, Road, Row, tables_of

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def road(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Road:
    """Publishes the three contracts, tries the files in French, imports them, imports them again."""
    folder = tmp_path_factory.mktemp("real")
    made = Road(folder, {}, {}, {})
    for name in ("d2", "d3", "d4"):
        (folder / "contracts" / name).mkdir(parents=True)
        for kind in ("contract", "feeds"):
            shutil.copy(HERE / f"{name}.{kind}.toml", folder / "contracts" / name / f"{kind}.toml")
    assert made.typed("publish", folder / "contracts")[0] == 0
    for name, file in FILES.items():
        path = shared_data / file
        made.french[name] = made.document("import", path, "--dry-run", lang="fr")
        made.imported[name] = made.document("import", path)
        made.again[name] = made.document("import", path)
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
