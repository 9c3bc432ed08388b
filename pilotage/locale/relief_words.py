"""The words of neutralisations: the rules of their steps, their causes, what was decided."""

from collections.abc import Mapping

from pilotage.locale import N_

RULES: Mapping[str, str] = {
    "fee.idle_kept": N_("Of which hours that stay payable though nobody could work"),
    "fee.idle": N_("Hours that stay payable though nobody could work"),
    "relief.numerator": N_("Numerator once what was neutralised is out"),
    "relief.denominator": N_("Denominator once what was neutralised is out"),
    "relief.share": N_("Denominator brought back to the volume held against the vendor"),
    "points.pro_rata": N_("Points in proportion to the volume held against the vendor"),
    "relief.pro_rata": N_("In proportion to the volume held against the vendor, rounded to the cent"),
}
CAUSES: Mapping[str, str] = {
    "volume_above_forecast": N_("Volume above the forecast"),
    "client_outage": N_("Outage on the client's side"),
    "force_majeure": N_("Force majeure"),
    "client_staffing": N_("Staffing imposed by the client"),
    "missing_brief": N_("Missing brief"),
    "late_forecast": N_("Late forecast"),
}
OUTCOMES: Mapping[str, str] = {
    "accepted": N_("accepted"),
    "accepted_in_part": N_("accepted in part"),
    "refused": N_("refused"),
    "withdrawn": N_("withdrawn"),
}
SIDES: Mapping[str, str] = {"client": N_("the client"), "vendor": N_("the vendor")}
