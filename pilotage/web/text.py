"""Data inside markdown: vendors' words are shown as they are, never read as formatting."""

_SPECIAL = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>:$~#|"} | {"\n": " ", "\r": " "})


def plain(text: str) -> str:
    """`text` in one line, with every character that markdown would read escaped."""
    return text.translate(_SPECIAL)
