"""Data inside markdown: vendors' words are shown as they are, never read as formatting."""

import re

# A colon is only special where a directive may begin: `:red[`, `:material/`, `:smile:`.
_JOINER = "\N{WORD JOINER}"
_SPECIAL = re.compile(r"[\\`*_\[\]<>$~#|]|:(?=[A-Za-z0-9+])")


def plain(text: str) -> str:
    """`text` in one line, with every character that markdown would read escaped; a sign stays with the
    currency that follows it.
    """
    line = text.replace("\n", " ").replace("\r", " ").replace("+€", f"+{_JOINER}€")
    return _SPECIAL.sub(lambda found: "\\" + found[0], line)
