"""Third-party files beside the project, taken down the road once, from nothing: contracts published
without feeds, each file proposed, its few questions answered, its feed saved, the file imported.
"""

import json
import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from real.roads import Road, Row, tables_of

ShareOut = Callable[[dict[str, Callable[[Path], None]]], dict[str, Path]]


@pytest.fixture(scope="session")
def road(shared_data: Path, share_out: ShareOut, tmp_path_factory: pytest.TempPathFactory) -> Road:
    """Every file in English, then again; in a second portal, every file in French. Shared out between the
    processes that run the tests; the database is a copy of each one's own.
    """

    def take(folder: Path, lang: str) -> None:
        told = Road(folder, shared_data).take_all(lang)
        (folder / "told.json").write_text(json.dumps(told), encoding="utf-8")

    folders = share_out({f"real-{lang}": partial(take, lang=lang) for lang in ("en", "fr")})
    en, fr = (json.loads((folder / "told.json").read_text("utf-8")) for folder in folders.values())
    own = shutil.copytree(folders["real-en"], tmp_path_factory.mktemp("real") / "portal")
    told = {("en", name): said for name, said in en["told"].items()}
    told |= {("fr", name): said for name, said in fr["told"].items()}
    return Road(own, shared_data, en["imported"], fr["imported"], en["again"], told)


@pytest.fixture(scope="module")
def reference(shared_data: Path) -> Callable[[str], list[list[Row]]]:
    """The tables of a section of the reference values, each row by its headers, as printed."""
    text = (shared_data / "REFERENCE.md").read_text(encoding="utf-8")

    def tables(section: str) -> list[list[Row]]:
        body = re.split(r"^## ", text, flags=re.MULTILINE)
        (found,) = [part for part in body if part.startswith(f"{section} ")]
        return list(tables_of(found.splitlines()))

    return tables
