"""What each month of the demo came to: volumes and results, as the story tells them.

Contracts hold the prices and the promises; these are only the vendors' months. Rates are in tenths
of a percent where the story prints one decimal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls of a group of half-hours: answered in time is part of answered, part of offered."""

    offered: int
    answered: int
    in_time: int

    def less(self, other: Calls) -> Calls:
        """What is left once the calls of a smaller group are taken out."""
        return Calls(
            self.offered - other.offered, self.answered - other.answered, self.in_time - other.in_time
        )


def calls(offered: int, answered_rate: float, in_time_tenths: int) -> Calls:
    """Calls from an answer rate in percent and a service level in tenths of a percent."""
    return Calls(offered, round(offered * answered_rate / 100), round(offered * in_time_tenths / 1000))


# --- Armor Dialogue -------------------------------------------------------------------------------

ARMOR: Mapping[str, Calls] = {
    "2025-10": calls(22436, 93.6, 812),
    "2025-11": calls(23112, 93.0, 793),
    "2025-12": calls(19348, 95.0, 846),
    "2026-01": calls(25284, 91.8, 771),
    "2026-02": Calls(33900, 26780, 19798),
    "2026-03": calls(23774, 92.7, 789),
    "2026-04": Calls(22000, 20680, 18106),
    "2026-05": calls(18931, 95.8, 867),
    "2026-06": calls(20227, 95.2, 851),
    "2026-07": calls(19812, 94.7, 838),
    "2026-08": calls(16734, 96.0, 872),
    "2026-09": calls(24655, 91.2, 764),
    "2026-10": calls(22648, 93.5, 810),
}
#: February's half-hours above 110 % of their forecast, how many a day from Mon 2 to Sat 28 February.
ARMOR_CRISIS = Calls(14500, 9560, 5848)
ARMOR_CRISIS_SLOTS = (14, 15, 15, 13, 12, 9, 16, 16, 13, 11, 9, 6, 9, 8, 6, 4, 3, 1, 6, 2, 1, 1, 1, 1)
ARMOR_FORECAST: Mapping[str, int] = {
    "2025-10": 22400,
    "2025-11": 23000,
    "2025-12": 19600,
    "2026-01": 25100,
    "2026-02": 25400,
    "2026-03": 24200,
    "2026-04": 21800,
    "2026-05": 19200,
    "2026-06": 20100,
    "2026-07": 20000,
    "2026-08": 17000,
    "2026-09": 24500,
    "2026-10": 22600,
    "2026-11": 23100,
    "2026-12": 19400,
}
#: 2 to 10 November: all of it, and the six half-hours of the network failure of Thu 5 November.
ARMOR_OPENING = Calls(8640, 8018, 6834)
ARMOR_FAILURE = Calls(472, 318, 268)
ARMOR_FAILURE_SLOTS = range(28, 34)
ARMOR_CSAT: Mapping[str, int] = dict(
    zip(ARMOR, (83, 82, 84, 80, 77, 79, 82, 84, 84, 83, 85, 81, 82), strict=True)
)
ARMOR_QUALITY_TENTHS: Mapping[str, int] = dict(
    zip(ARMOR, (861, 864, 867, 859, 856, 858, 865, 870, 872, 870, 871, 869, 872), strict=True)
)
#: Contacts handled per production hour, in hundredths: more in the crisis, when nobody waits for a call.
ARMOR_PACE = (705, 698, 710, 686, 735, 690, 700, 712, 708, 704, 715, 684, 697)
ARMOR_HEADCOUNT = (29, 29, 28, 29, 29, 28, 28, 29, 29, 28, 28, 29, 29)
ARMOR_LEAVERS = (1, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1, 1, 1)
#: The client's own telephone system: calls that reached it and never reached the vendor, per mille.
ACD_LOST_PER_MILLE = 12

# --- Atlas Relation -------------------------------------------------------------------------------

ATLAS: Mapping[str, Calls] = {
    "2025-10": calls(38745, 93.6, 809),
    "2025-11": calls(39912, 93.2, 806),
    "2025-12": calls(33428, 94.1, 814),
    "2026-01": calls(43706, 91.4, 794),
    "2026-02": calls(43690, 88.8, 787),
    "2026-03": Calls(38000, 34300, 29184),
    "2026-04": calls(37236, 93.1, 804),
    "2026-05": calls(32684, 94.6, 816),
    "2026-06": calls(34967, 94.9, 810),
    "2026-07": calls(34188, 93.2, 806),
    "2026-08": calls(28871, 93.4, 803),
    "2026-09": calls(42570, 90.6, 792),
    "2026-10": calls(39136, 89.0, 789),
}
#: Tue 17 March 2026 from 10:00 to 15:30 (Paris): the client's CRM is down, customers call again.
ATLAS_OUTAGE = Calls(940, 517, 113)
ATLAS_OUTAGE_SLOTS = range(20, 31)
ATLAS_OUTAGE_SEATS = 19
#: Tue 22 September 2026: the file comes six working days after the month, and costs 0.3 point.
ATLAS_LATE_DAY = Calls(1780, 1545, 1296)
ATLAS_OPENING = Calls(14620, 13580, 11740)
ATLAS_FORECAST: Mapping[str, int] = {
    "2025-10": 38800,
    "2025-11": 39700,
    "2025-12": 33700,
    "2026-01": 43500,
    "2026-02": 43900,
    "2026-03": 38400,
    "2026-04": 37000,
    "2026-05": 33000,
    "2026-06": 34700,
    "2026-07": 34400,
    "2026-08": 29100,
    "2026-09": 42200,
    "2026-10": 39300,
    "2026-11": 39900,
    "2026-12": 33500,
}


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of a month: ordered, then done by day, evening, Sunday and holiday; breaks; training."""

    ordered: int
    day: int
    evening: int
    sunday: int
    breaks: int
    training: int = 0

    @property
    def done(self) -> int:
        return self.day + self.evening + self.sunday


ATLAS_HOURS: Mapping[str, Hours] = {
    "2025-10": Hours(5508, 4806, 549, 81, 101, 48),
    "2025-11": Hours(5670, 4872, 556, 134, 104, 40),
    "2025-12": Hours(4752, 4172, 466, 95, 88),
    "2026-01": Hours(6210, 5311, 598, 108, 113, 160),
    "2026-02": Hours(6210, 5306, 590, 78, 112, 32),
    "2026-03": Hours(5400, 4720, 540, 96, 101),
    "2026-04": Hours(5292, 4588, 522, 97, 98),
    "2026-05": Hours(4644, 4043, 458, 162, 86),
    "2026-06": Hours(4968, 4530, 516, 96, 95),
    "2026-07": Hours(4860, 4243, 484, 89, 90),
    "2026-08": Hours(4104, 3537, 401, 109, 74, 24),
    "2026-09": Hours(6048, 5161, 577, 86, 110, 128),
    "2026-10": Hours(5400, 4520, 480, 87, 96, 64),
}
ATLAS_OPENING_HOURS = Hours(2064, 1782, 195, 38, 38)
ATLAS_CSAT = (81, 81, 81, 80, 79, 78, 81, 82, 81, 80, 80, 79, 80)
ATLAS_QUALITY_TENTHS = (862, 864, 861, 863, 860, 859, 862, 861, 860, 860, 850, 840, 830)
ATLAS_HEADCOUNT_TENTHS = (480, 485, 470, 500, 505, 490, 480, 476, 476, 476, 464, 473, 455)
ATLAS_LEAVERS_TENTHS = (10, 10, 9, 11, 10, 10, 10, 10, 10, 10, 13, 17, 20)
#: Absence in tenths of a percent, the two points more of Ramadan (18 February to 19 March) left out.
ATLAS_ABSENCE_TENTHS = (80, 82, 79, 84, 82, 81, 80, 79, 80, 83, 86, 88, 91)

# --- Ravinala Contact -----------------------------------------------------------------------------

#: E-mails handled and in time within 24 working hours, as they stand today (May after restatement).
RAVINALA_MAILS: Mapping[str, tuple[int, int]] = {
    "2025-10": (24466, 22460),
    "2025-11": (25188, 22972),
    "2025-12": (21655, 19966),
    "2026-01": (27588, 24940),
    "2026-02": (27612, 24906),
    "2026-03": (25934, 23600),
    "2026-04": (24000, 22104),
    "2026-05": (22998, 20445),
    "2026-06": (22093, 20216),
    "2026-07": (21622, 19893),
    "2026-08": (17900, 16719),
    "2026-09": (26870, 24372),
    "2026-10": (24731, 22506),
}
#: Removed on 25 June from 4 to 17 May: auto-replies (all in time), acknowledgements (late after all).
RAVINALA_AUTO_REPLIES = 1312
RAVINALA_ACKNOWLEDGEMENTS = 268
RAVINALA_OPENING_MAILS = (9120, 8318)
#: Chats handled, and the share of those offered that was taken within 60 s, in tenths of a percent.
RAVINALA_CHATS: Mapping[str, tuple[int, int]] = {
    "2025-10": (9694, 874),
    "2025-11": (9968, 862),
    "2025-12": (8571, 889),
    "2026-01": (10914, 853),
    "2026-02": (10938, 851),
    "2026-03": (10267, 866),
    "2026-04": (9500, 880),
    "2026-05": (9240, 871),
    "2026-06": (8752, 878),
    "2026-07": (8561, 882),
    "2026-08": (7300, 903),
    "2026-09": (10652, 856),
    "2026-10": (9779, 840),
}
RAVINALA_OPENING_CHATS = (3205, 853)
RAVINALA_REOPENED_TENTHS = (90, 91, 90, 94, 98, 101, 106, 113, 124, 135, 148, 160, 170)
#: E-mails and chats (two at once) handled per production hour, in hundredths.
RAVINALA_PACE = {
    "mails": (655, 648, 660, 640, 642, 651, 650, 656, 645, 652, 661, 638, 643),
    "chats": (752, 748, 757, 741, 739, 751, 750, 755, 753, 749, 762, 744, 742),
}
#: How heavy the stock of open e-mails was against an ordinary month, in percent.
RAVINALA_STOCK = (100, 104, 88, 118, 124, 108, 100, 96, 94, 91, 80, 120, 109)
RAVINALA_CSAT = (84, 84, 83, 82, 82, 81, 81, 80, 79, 78, 77, 76, 75)
RAVINALA_QUALITY_TENTHS = (871, 873, 872, 869, 868, 870, 872, 871, 870, 872, 873, 871, 872)
RAVINALA_HEADCOUNT = (42, 42, 41, 43, 43, 42, 42, 41, 41, 40, 40, 42, 42)
RAVINALA_LEAVERS = (1, 0, 1, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1)

# --- Tejo Vendas ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sales:
    """A month of outbound calls. `withdrawn` are the sales cancelled within 14 days, known so far."""

    contacts: int
    gross: int
    withdrawn: int
    hours: int


TEJO: Mapping[str, Sales] = {
    "2025-10": Sales(9850, 1005, 138, 1762),
    "2025-11": Sales(10240, 1034, 139, 1798),
    "2025-12": Sales(8460, 829, 113, 1604),
    "2026-01": Sales(11150, 1060, 150, 1893),
    "2026-02": Sales(11020, 1014, 147, 1881),
    "2026-03": Sales(10430, 1043, 144, 1836),
    "2026-04": Sales(9800, 1020, 140, 1750),
    "2026-05": Sales(8370, 879, 118, 1522),
    "2026-06": Sales(8950, 958, 130, 1640),
    "2026-07": Sales(8780, 913, 124, 1618),
    "2026-08": Sales(6120, 600, 82, 1287),
    "2026-09": Sales(8240, 788, 107, 1559),
    "2026-10": Sales(11640, 1010, 101, 1874),
}
TEJO_OPENING = Sales(3180, 312, 12, 552)
#: Calls outside permitted hours: July 2026, on the holiday, at lunch and in the evening.
TEJO_OFF_HOURS: Mapping[str, str] = {"2026-07-09": "13:20", "2026-07-14": "11:05", "2026-07-22": "20:15"}
TEJO_CONSENT_FROM = "2026-08-11"
TEJO_QUALITY_TENTHS = (868, 870, 869, 871, 866, 868, 872, 873, 870, 869, 874, 876, 871)
TEJO_HEADCOUNT = (15, 15, 15, 16, 16, 15, 15, 14, 15, 15, 14, 14, 16)
TEJO_LEAVERS = (1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1)
