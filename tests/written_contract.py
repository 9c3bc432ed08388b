"""The text of a small contract: what any contract says, once, and what a test adds to it."""

_FRAME = """
ref = "{ref}"
title = "{title}"
vendor = "{vendor}"
vendor_name = "{name}"
currency = "{currency}"
timezone = "{timezone}"
starts = {starts}
client = {{ name = "Client", country = "FR" }}
entity = {{ name = "{name}", country = "{country}" }}
[[vat.terms]]
from = {starts}
source = "contrat, art. 1"
regime = "{regime}"
rate = 20
[[document]]
id = "contrat"
title = "Contrat"
signed = {signed}
effective = {starts}
[[activity]]
id = "voix"
name = "Appels"
channel = "voice_inbound"
"""
_STREAM = '[[stream]]\nid = "{name}"\nactivity = "voix"\n'
_USUAL = {
    "title": "Appels entrants",
    "currency": "EUR",
    "timezone": "Europe/Paris",
    "starts": "2025-01-01",
    "signed": "2024-12-01",
    "country": "FR",
    "regime": "standard",
}


def written_contract(ref, *, vendor="armor", name="", streams=("n1",), more="", **given):
    """One activity, `voix`, on these streams; `more` stands before them, `given` changes usual words."""
    assert given.keys() <= _USUAL.keys(), given
    words = {**_USUAL, "ref": ref, "vendor": vendor, "name": name or vendor.title(), **given}
    return _FRAME.format(**words) + more + "".join(_STREAM.format(name=stream) for stream in streams)
