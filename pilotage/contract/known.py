"""What the layers above know and a contract may name: formulas and counters.

The contract layer stands below them, so they are handed in (`pilotage.kpi.known`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Threshold = Literal["within_s", "short_s", "within_h"]
THRESHOLDS: tuple[Threshold, ...] = ("within_s", "short_s", "within_h")


@dataclass(frozen=True, slots=True)
class Variant:
    """The delays that a variant cannot do without, and those that it may use."""

    needs: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class KnownFormula:
    """A formula of the catalogue. Its first variant is the default."""

    variants: Mapping[str, Variant]
    direction: Literal["higher", "lower"] = "higher"

    def variant(self, name: str) -> Variant | None:
        """The variant of that name; the default one for an empty name."""
        return self.variants.get(name or next(iter(self.variants)))


@dataclass(frozen=True, slots=True)
class Known:
    """The formulas by code, the names of the catalogue's counters, the test of a counter's name, and the
    counters of which the fewer the better.
    """

    formulas: Mapping[str, KnownFormula] = field(default_factory=dict)
    counters: tuple[str, ...] = ()
    is_counter: Callable[[str], bool] = lambda _name: True
    failures: frozenset[str] = frozenset()
