"""The words of files, in French and English (and some Portuguese): what a column's name says it holds.

A rule is a pattern on the bare name (`guessing.bare`: lower case, no accent), what it stands for, and
how sure that is. The first that fits wins: the particular stands before the general.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Guess:
    """`counter` (or `date`, `time`, `stream`, `person`, `reason`, `number`); `kind` as a profile says
    it; `times` when the column is a mean or a rate; `confidence` between 0 and 100. A `{t}` stands in
    the name of a counter whose threshold the column's name does not say.
    """

    counter: str
    kind: str = "count"
    times: str = ""
    confidence: int = 90

    def surer(self, by: int) -> Guess:
        return replace(self, confidence=max(10, min(99, self.confidence + by)))


def _mean(counter: str, confidence: int = 90, times: str = "handled") -> Guess:
    """A mean duration is what files print; a total says so in its name, or in its figures."""
    return Guess(counter, "duration", times, confidence)


def _rate(counter: str, of: str, confidence: int = 90) -> Guess:
    return Guess(counter, "rate", of, confidence)


def _hours(counter: str, confidence: int = 85) -> Guess:
    return Guess(counter, "hours", "", confidence)


def _points(counter: str, of: str, confidence: int = 70) -> Guess:
    """A mean of scores, weighed by the number of scores."""
    return Guess(counter, "points", of, confidence)


NOT_COUNTED = re.compile(
    r"\b(rank\w*|rang|classement|per 1k|per 1000|pour mille|cost|cout|price|prix|montant|population|"
    r"erlangs?|target|objectif|cible|seuil|year ?number|annee)\b"
)
"""Names of figures that are no counter whatever else they say."""

_WITHIN = r"(sous|en|dans les|moins de|within|in|under|inf|inferieurs? a)"

_ALONE = r"appels?|calls?|contacts?|volumes?|anrufe|chamadas|tickets?|e ?mails?|courriers?|chats?"

RULES: tuple[tuple[str, Guess], ...] = (
    # Rates, before the counts that their names hold.
    (r"taux d abandon|abandon\w* (rate|%)|% (d )?abandon", _rate("abandoned", "offered")),
    (
        r"taux de (decroche|reponse|prise)|answer\w* (rate|%)|accessib|joignab|% (decroche|pris)",
        _rate("answered", "offered"),
    ),
    (
        r"\b(qs|qualite de service|niveau de service|(service|svc) level|nds|sla? ?%|tsf)\b",
        _rate("answered_within_{t}s", "offered", 75),
    ),
    (r"(transfer\w*|transfert\w*) .*%|taux de transfert|transfer\w* rate", _rate("transfers", "handled")),
    (
        r"taux de resolution|resolution rate|\bfcr\b( %)?|first contact",
        _rate("resolved", "resolvable", 75),
    ),
    (r"taux de reiter\w*|repeat\w* (rate|%)", _rate("repeats", "handled", 75)),
    (r"taux d absen\w*|absenteeism rate", _rate("absent_hours", "scheduled_hours", 75)),
    (r"taux d occupation|occupancy", Guess("number", confidence=40)),
    (r"selfcare rate|taux d automat\w*|containment rate", _rate("contained", "self_service", 75)),
    # Told ahead.
    (r"\b(prev(ision\w*|us?|ues?)?|forecast\w*)\b", Guess("forecast")),
    # The staff, its hours and the stock: the particular before the general.
    (
        r"(effectifs?|headcount).*\b(debut|start)|\b(debut|start).*(effectifs?|headcount)",
        Guess("headcount_start", confidence=80),
    ),
    (
        r"(effectifs?|headcount).*\b(fin|end)\b|\b(fin|end)\b.*(effectifs?|headcount)",
        Guess("headcount_end", confidence=80),
    ),
    (r"\b(superviseurs?|supervisors?)\b", Guess("supervisors", confidence=75)),
    (r"heures? perdues|lost hours", _hours("lost_hours")),
    (r"absen\w* facturab\w*|billable absen\w*", _hours("absent_billable_hours")),
    (r"formations? facturab\w*|billable training", _hours("training_billable_hours")),
    (r"heures? facturables?|billable hours", _hours("billable_hours")),
    (r"(ecarts? (au|de)|hors) planning|adherence exceptions?", _hours("adherence_exception_hours", 75)),
    (r"\b(anciennete|age)\b.*(stock|backlog)|backlog age", _hours("backlog_age_hours", 75)),
    (r"heures? d ouverture|opening hours", _hours("open_hours", 70)),
    (r"heures? de fermeture|closed hours", _hours("closed_hours", 70)),
    (
        r"(entrees?|entrants?|appels?|contacts?) (au |in )?(svi|ivr|bot|selfcare)\b",
        Guess("self_service", confidence=75),
    ),
    (r"(traites?|contenus?) (svi|ivr|bot|selfcare)\b", Guess("contained", confidence=80)),
    (r"rappels? (promis|programmes)|callbacks? promised", Guess("callbacks_due", confidence=75)),
    (r"transfer\w* externes?|external transfers?", Guess("transfers_external", confidence=80)),
    (r"(dossiers|tickets|cases) (clos|fermes|closed)|closed cases", Guess("closed", confidence=80)),
    (
        r"enquetes? (repondues|retournees)|surveys? (answered|returned)",
        Guess("surveys_answered", confidence=80),
    ),
    # Outbound.
    (r"contact[os]* (argumentes?|utiles?|uteis)|useful contacts?|\bcus?\b", Guess("useful_contacts")),
    (r"ventes? nettes?|net sales", Guess("net_sales")),
    (r"\b(ventes?( brutes?)?|(gross )?sales|vendas?)\b", Guess("gross_sales", confidence=75)),
    (r"\b(retractations?|withdrawals?|annulations?|desistencias?)\b", Guess("withdrawals")),
    (r"\b(consent(ement|imento)?s?)\b", Guess("consents", confidence=75)),
    (r"tentatives?|attempts?|appels (emis|sortants)|dialed|dialled", Guess("attempts", confidence=75)),
    (r"\b(joints|reached|contacts? etablis?)\b", Guess("reached", confidence=70)),
    (r"hors plage|off hours|outside hours|fora de horario", Guess("off_hours_calls", confidence=75)),
    # Surveys and monitoring.
    (
        r"(total|somme|soma|sum) (des|das|of) (notes|notas|scores)",
        Guess("quality_sum", "points", "", 70),
    ),
    (r"(reponses|notes|answers|scores) 4 (et|and|a|or) 5|top ?2", Guess("csat_satisfied", confidence=80)),
    (r"recomm[ae]nd\w*", Guess("nps_promoters", "points", "", 70)),
    (r"^(enquetes?|surveys?)$", Guess("csat_n", confidence=70)),
    (
        r"(envoye\w*|sent|sollicit\w*).*(enquetes?|surveys?)|(enquetes?|surveys?).*(envoye\w*|sent)",
        Guess("surveys_sent"),
    ),
    (
        r"(reponses?|answers?|retours?).*(enquetes?|surveys?|csat)|csat n\b",
        Guess("csat_n", confidence=80),
    ),
    (r"promoteurs?|promoters?", Guess("nps_promoters")),
    (r"detract\w*", Guess("nps_detractors")),
    (r"nps.*(repons\w*|answers?|n)\b", Guess("nps_n", confidence=80)),
    (r"\bnps\b", Guess("nps_promoters", confidence=40)),
    (r"\bsatisfaits?\b|\bsatisfied\b", Guess("csat_satisfied", confidence=75)),
    (
        r"\b(csat|satisfaction|rating)\b|^note( client| 1 a 5| sur 5| 0 a 10| sur 10)?$",
        _points("csat_sum", "csat_n", 65),
    ),
    (r"\bces\b|effort", _points("ces_sum", "ces_n", 60)),
    (r"erreurs? (critiques?|graves?|redhibitoires?)|critical errors?", Guess("critical_errors")),
    (r"(ecoutes?|escutas?|evaluations?|monitored|listening)\b", Guess("quality_n", confidence=65)),
    (r"note qualite|quality score|\bnq\b", _points("quality_sum", "quality_n")),
    (r"reclamations?|complaints?", Guess("complaints", confidence=75)),
    # Durations.
    (r"\b(dmt|aht)\b|traitement moyen|moyenne de traitement|handl(e|ing) time", _mean("handle_s")),
    (r"(episode|call|contact) (length|duration)|duree d appel", _mean("handle_s", 65)),
    (r"post appel|apres appel|post traitement|after ?call|\b(acw|wrap\w*)\b", _mean("wrap_s", 80)),
    (r"\b(mise en (attente|garde)|hold( time)?)\b", _mean("hold_s", 75)),
    (r"\b(dmc|conversation|communication|comm|talk)\b", _mean("talk_s", 80)),
    (
        r"\b(dma|asa)\b|speed ?(of ?)?answer|answer speed|delai (moyen )?de (decroche|prise)",
        _mean("wait_s", 85, "answered"),
    ),
    (
        r"(attente|wait\w*).*abandon|abandon.*(attente|wait|time)",
        _mean("abandon_wait_s", 75, "abandoned"),
    ),
    (r"\b(attente|wait(ing)?)\b", _mean("wait_s", 65, "")),
    (r"\bdmr\b|delai moyen de reponse|temps de reponse|response time", _mean("response_s", 80)),
    (r"resolution time|delai (moyen )?de resolution|\bmttr\b", _mean("resolution_s", 75, "closed")),
    (
        r"\b(svi|ivr)\b.*(temps|duree|time)|(temps|duree|time).*\b(svi|ivr)\b",
        _mean("ivr_s", 70, "offered"),
    ),
    # Hours and people.
    (r"(heures|h|hours) command\w*|ordered hours", _hours("ordered_hours")),
    (r"(heures|h|horas) plan[ie]\w*|(scheduled|planned) hours", _hours("scheduled_hours")),
    (r"(heures|h) (de )?prod\w*|productive hours", _hours("productive_hours")),
    (r"(heures|h) (payees|paid)|paid hours", _hours("paid_hours")),
    (r"\b(heures|h) (connect|travail)\w*|(worked|logged) hours", _hours("worked_hours", 75)),
    (r"\b(conges?|leave)\b", _hours("planned_leave_hours", 65)),
    (r"\b(formation|training)\b", _hours("training_hours", 70)),
    (r"\b(absen|ausen)\w*", _hours("absent_hours", 70)),
    (r"(effectifs?|etp|fte|agents?) form[ei]s?\b|trained (agents|headcount)", Guess("trained_headcount")),
    (r"\beffectifs?|efetivo|headcount|\betp\b|\bfte\b", Guess("headcount", confidence=75)),
    (r"\b(departs?|saidas?)\b|leavers?", Guess("leavers", confidence=70)),
    (r"\bentrees?\b|joiners?|embauches?", Guess("joiners", confidence=70)),
    (r"nb (de )?superviseurs?|supervisors count|number of supervisors", Guess("supervisors")),
    # Stock, self-service.
    (r"\b(stock|backlog|en cours|open cases?)\b", Guess("backlog")),
    (r"(traites?|contenus?|resolus?) (par|in) (le )?(svi|bot|selfcare)|contained", Guess("contained")),
    (r"self ?service|selfcare", Guess("self_service", confidence=75)),
    # Contacts.
    (r"abandon\w* .*\d+ ?s(ec\w*)?\b", Guess("abandoned_within_{t}s", confidence=80)),
    (
        r"(answer(ed)?|pris|decroches?|repondus?|taux|handled in) .*\d+ ?(s(ec\w*)?|mn|mins?|minutes?)\b",
        Guess("answered_within_{t}s", confidence=80),
    ),
    (
        rf"^((nb|nombre|total)( d| de)? )?(({_ALONE}) )?((traites?) )?({_WITHIN} )?\d+ ?s(ec\w*)?$",
        Guess("answered_within_{t}s", confidence=70),
    ),
    (r"\b\d+ ?h(eures)? ouvr\w*|\d+ working hours", Guess("responded_within_{t}wh", confidence=75)),
    (r"(repondus?|traites?|replied|responded) .*\d+ ?h\b", Guess("responded_within_{t}h", confidence=75)),
    (r"abandon\w* courts?|short abandon", Guess("short_abandoned")),
    (r"debord\w*|overflow\w*|flow ?outs?", Guess("flow_outs", confidence=75)),
    (
        r"rappels? (dus|demandes|a faire)|callbacks? (due|requested)",
        Guess("callbacks_due", confidence=75),
    ),
    (r"rappels? (faits|tenus|effectues)|callbacks? (made|done)", Guess("callbacks_made", confidence=75)),
    (r"\babandon|\bperdus?\b|\blost\b", Guess("abandoned")),
    (r"\b(decroches?|pris(es)?|repondus?|answer(ed)?)\b", Guess("answered")),
    (r"\b(traite[es]*|handled|gere[es]*|termine[es]*|processed)\b", Guess("handled")),
    (
        r"\b(presente[es]*|recus?|recues?|entrants?|offerts?|offertes?|offer(ed)?|incoming|received|proposes?|inbound)\b",
        Guess("offered"),
    ),
    (r"\b(transfer(s|red)?|transferts?|transferes?)\b", Guess("transfers", confidence=80)),
    (r"escalad\w*|escalat\w*", Guess("escalations", confidence=75)),
    (r"eligib\w*|resolvab\w*", Guess("resolvable", confidence=80)),
    (r"\b(reiter\w*|rappels?|repeat\w*)\b", Guess("repeats", confidence=75)),
    (r"\b(resolus?|resolved)\b", Guess("resolved", confidence=75)),
    (r"\b(rouverts?|reopened)\b", Guess("reopened")),
    (r"\b(clotures?|fermes?|closed)\b", Guess("closed", confidence=70)),
    (r"\b(evitables?|avoidable)\b", Guess("avoidable", confidence=75)),
    (r"\b(qualifies?|qualified)\b", Guess("qualified", confidence=70)),
    (
        rf"^((nb|nbre|nombre|total|volume)( d| de)? )?({_ALONE})$",
        Guess("offered", confidence=65),
    ),
)

_PEOPLE = "|".join(
    (
        r"noms?( du| de l)? (agents?|conseillers?|teleconseillers?|superviseurs?)|prenoms?|agents?",
        r"\w*conseiller\w*|login|matricule|employees?|salaries?|supervis\w*|team leader|rep",
        r"e ?mail|\w*[fp]h?one",
    )
)
_TRAITS = "|".join(
    (
        r"age|sexe|gender|sex|education|sons?|children|enfants?|social (drinker|smoker)|drinker|smoker",
        r"pets?|weight|poids|height|taille|body mass index|bmi|date de naissance|birth\w*|adresse",
        r"address|distance from residence to work",
    )
)
_QUEUES = "|".join(
    (
        r"files?|queues?|reception|sites?|activites?|activity|skills?|flux|canal|channel|provider",
        r"campagnes?|campaigns?|campanha|competences?|equipes?|teams?|plateau|prestataires?",
    )
)
_NUMBERS = r"^(id|n|no|ref)$|\b(identifiant|numero|number|reference|ticket|call id|contact id)\b"
_REASONS = r"\b(motifs?|reasons?|topics?|themes?|sujets?|causes?)\b"
_TEXT, _WORDS = frozenset({"text"}), frozenset({"text", "whole"})
PLACES: tuple[tuple[str, frozenset[str], Guess], ...] = (
    (_NUMBERS, _TEXT, Guess("number", "text", confidence=50)),
    (rf"\b({_PEOPLE})\b", _WORDS, Guess("person", "text", confidence=80)),
    (rf"^({_TRAITS})$", _WORDS, Guess("person", "text", confidence=75)),
    (_REASONS, _WORDS, Guess("reason", "text", confidence=70)),
    (rf"\b({_QUEUES})\b", _WORDS, Guess("stream", "text", confidence=60)),
)
"""What a column that counts nothing is: the kinds of cells that it may have, and its part."""
CLOCKS = re.compile(r"^(debut|fin|heures?|hora|tranche|creneau|time|start|interval\w*|slot)\b")
MEANS = re.compile(r"\b(moy\w*|avg|ave|average|mean|dm[tcr]|dma|asa|aht|acw)\b")
SUMS = re.compile(r"\b(soma|total\w*|cumul\w*|somme|sum|temps cumule)\b")
MONTHS = re.compile(r"^(mois|month)\b")
