"""The page of a negotiation in PDF says what the Word page says, and takes any text as text."""

from datetime import date
from io import BytesIO

from pypdf import PdfReader

from pilotage.exports.document import Grid
from pilotage.exports.pdf import PdfFile
from pilotage.locale import Words


def page(*rows, title="Simulation", language="fr"):
    file = PdfFile(Words(language), title=title, subject="X-1", author="Client", on=date(2026, 11, 12))
    file.title(title, "Prestataire · X-1")
    file.grid(Grid(("Mois", "Total"), [*rows], right=frozenset({1}), total=True))
    file.foot("X-1", "le 12/11/2026")
    return PdfReader(BytesIO(file.content()))


def test_what_is_written_is_found_again_in_the_text_of_the_page():
    told = page(("mai 2026", "1\u202f454,80\u00a0€"), ("Total", "1\u202f454,80\u00a0€"))
    text = " ".join(told.pages[0].extract_text().replace("\u202f", " ").replace("\u00a0", " ").split())
    assert len(told.pages) == 1
    assert "mai 2026 1 454,80 €" in text
    assert told.metadata.author == "Client"
    assert told.metadata.creation_date.date() == date(2026, 11, 12)


def test_a_text_that_looks_like_layout_is_only_text():
    odd = '#panic("no") $x$ [*a*] \\ {b}'
    assert '#panic("no")' in page((odd, "1"), ("Total", "1"), title=odd).pages[0].extract_text()


def test_a_long_table_goes_on_with_its_header():
    told = page(*((f"ligne {n}", str(n)) for n in range(80)), ("Total", "80"))
    assert len(told.pages) > 1
    assert "Mois" in told.pages[1].extract_text()
