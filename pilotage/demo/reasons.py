"""Why customers call or write: a file a month by reason, with what could have been avoided.

Armor's February is the story: the tariff change brings bills and tariffs to the front, and a letter
nobody understood makes four in ten of these calls avoidable. Ravinala's drift: customers write again
after an acknowledgement that answered nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pilotage.demo import arrivals, facts, files_armor, files_ravinala
from pilotage.demo.allotment import share_out
from pilotage.demo.clock import MONTHS, noise
from pilotage.demo.writing import DemoFile, long_month, short_month, text_file
from pilotage.periods import Month

_CRISIS = Month(2026, 2)
#: Contacts whose reason was recorded, per mille of those handled.
_QUALIFIED = 962


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason as the vendor writes it: its share of an ordinary month, and of it what could have been
    avoided, both per mille.
    """

    name: str
    share: int
    avoidable: int


ARMOR: Sequence[Reason] = (
    Reason("Facture et tarif", 228, 180),
    Reason("Paiement et échéancier", 176, 220),
    Reason("Relève et compteur", 148, 350),
    Reason("Emménagement, résiliation", 142, 60),
    Reason("Suivi de dossier", 118, 760),
    Reason("Offre et contrat", 84, 90),
    Reason("Panne et coupure", 58, 120),
    Reason("Autre", 46, 150),
)
RAVINALA: Sequence[Reason] = (
    Reason("Facture et tarif", 246, 170),
    Reason("Pièces justificatives", 196, 240),
    Reason("Emménagement, résiliation", 178, 70),
    Reason("Remboursement", 132, 310),
    Reason("Relance après accusé de réception", 78, 940),
    Reason("Espace client", 96, 420),
    Reason("Autre", 74, 130),
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A reason in a month: contacts whose reason was recorded, and those that could have been avoided."""

    name: str
    qualified: int
    avoidable: int


def armor(month: Month) -> tuple[Counted, ...]:
    """Armor's calls by reason; in the crisis, bills and tariffs are nearly half of them."""
    told = {"Facture et tarif": (470, 410), "Suivi de dossier": (131, 800)} if month == _CRISIS else {}
    return _counted(f"armor {month}", ARMOR, facts.ARMOR[str(month)].answered, told)


def ravinala(month: Month) -> tuple[Counted, ...]:
    """Ravinala's e-mails by reason: chasing an acknowledgement grows with reopened cases."""
    reopened = facts.RAVINALA_REOPENED_TENTHS[MONTHS.index(month)]
    told = {"Relance après accusé de réception": (reopened - 12, 940)}
    return _counted(f"ravinala {month}", RAVINALA, facts.RAVINALA_MAILS[str(month)][0], told)


def _counted(
    key: str, reasons: Sequence[Reason], handled: int, told: Mapping[str, tuple[int, int]]
) -> tuple[Counted, ...]:
    """The month's contacts shared out: what is `told` (share and avoidable, per mille) stands, the other
    reasons keep their proportions in what is left.
    """
    chance = noise(f"reasons {key}")
    total = handled * _QUALIFIED // 1000
    fixed = {name: total * share // 1000 for name, (share, _) in told.items()}
    others = [reason for reason in reasons if reason.name not in fixed]
    weights = [reason.share * (0.93 + 0.14 * chance.random()) for reason in others]
    left = share_out(total - sum(fixed.values()), weights)
    counts = fixed | {reason.name: count for reason, count in zip(others, left, strict=True)}
    return tuple(
        Counted(
            reason.name,
            counts[reason.name],
            counts[reason.name] * told.get(reason.name, (0, reason.avoidable))[1] // 1000,
        )
        for reason in reasons
    )


def files() -> Iterator[DemoFile]:
    """The files of both vendors, in no order; November's will come in December."""
    for month in MONTHS:
        rows: list[Sequence[object]] = [("Mois", "Motif", "Appels qualifiés", "dont évitables")]
        rows += [(short_month(month), one.name, one.qualified, one.avoidable) for one in armor(month)]
        content = text_file(rows, encoding="cp1252")
        received = arrivals.month_sheet(month, 14)
        yield DemoFile(f"armor/ARMOR_motifs_{month}.csv", files_armor.REF, received, content)
        rows = [("Période", "Motif de contact", "E-mails qualifiés", "Évitables")]
        rows += [(long_month(month), one.name, one.qualified, one.avoidable) for one in ravinala(month)]
        content = text_file(rows, delimiter="\t", newline="\n")
        received = arrivals.month_sheet(month, 28)
        yield DemoFile(f"ravinala/Ravinala_motifs_{month}.txt", files_ravinala.REF, received, content)
