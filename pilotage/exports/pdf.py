"""A PDF of the house: what the Word document says, on a page that nobody edits by accident.

The layout is a constant; texts and figures reach it as data, never as markup.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

import typst

from pilotage.exports.document import Grid, clean
from pilotage.locale import Words

_LAYOUT = rb"""
#let doc = json(bytes(sys.inputs.doc))
#set document(title: doc.title, author: doc.author, date: datetime(..doc.on))
#set page(paper: "a4", margin: (x: 2cm, top: 2cm, bottom: 1.8cm), footer: context [
  #set text(8pt, fill: rgb("#566273"))
  #doc.foot #h(1fr) #counter(page).display("1 / 1", both: true)
])
#set text(10pt, lang: doc.lang, fill: rgb("#14202E"))
#for one in doc.body {
  if one.kind == "title" {
    text(20pt, weight: "bold", fill: rgb("#0B3D78"), one.text)
    parbreak()
    text(fill: rgb("#566273"), one.under)
    v(6pt)
  } else if one.kind == "text" {
    par(one.text)
  } else {
    let last = one.rows.len()
    let side(x) = if one.right.contains(x) { right } else { left }
    table(
      columns: one.headers.map(_ => auto),
      stroke: (x, y) => (bottom: 0.5pt + rgb("#D5DCE5")),
      inset: (x: 4pt, y: 5pt),
      align: (x, y) => side(x) + bottom,
      table.header(..one.headers.map(name => text(8pt, fill: rgb("#566273"), name))),
      ..one.rows.enumerate().map(((n, row)) => row.map(cell => {
        text(9pt, weight: if one.total and n == last - 1 { "bold" } else { "regular" }, cell)
      })).flatten(),
    )
  }
}
"""


class PdfFile:
    """The document being written, in the order in which it reads: as a `WordFile`, but closed."""

    def __init__(self, t: Words, *, title: str, subject: str, author: str, on: date) -> None:
        self.t = t
        self._body: list[dict[str, Any]] = []
        self._doc: dict[str, Any] = {
            "title": clean(f"{title} · {subject}"),
            "author": clean(author),
            "on": {"year": on.year, "month": on.month, "day": on.day},
            "lang": t.language,
            "foot": "",
        }

    def title(self, text: str, under: str) -> None:
        """The name of the document and, under it, whose it is."""
        self._body.append({"kind": "title", "text": clean(text), "under": clean(under)})

    def text(self, text: str) -> None:
        """A paragraph."""
        self._body.append({"kind": "text", "text": clean(text)})

    def grid(self, grid: Grid) -> None:
        """A table: its header is repeated on each page, its last row is bold when it is a sum."""
        told = asdict(grid)
        told["right"] = sorted(grid.right)
        told["rows"] = [[clean(cell) for cell in row] for row in grid.rows]
        self._body.append({"kind": "grid", **told})

    def foot(self, left: str, right: str) -> None:
        """What stands under each page, before its number."""
        self._doc["foot"] = clean(f"{left} · {right}")

    def content(self) -> bytes:
        """The bytes of the .pdf; the same document gives the same text."""
        told = json.dumps({**self._doc, "body": self._body}, ensure_ascii=False)
        made = typst.compile(_LAYOUT, format="pdf", sys_inputs={"doc": told})
        return bytes(made)
