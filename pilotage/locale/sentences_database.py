"""Sentences on the database itself: its version, its guards, its trail, its copies."""

from collections.abc import Mapping

from pilotage.locale import N_

SENTENCES: Mapping[str, str] = {
    "database.version": N_(
        "The database is of another version ({read}); this program expects {expected}: run db upgrade."
    ),
    "database.table": N_("A table is not what this program expects: {read}."),
    "database.guard": N_("A guard is missing or was altered: {read}. db upgrade puts it back."),
    "database.damaged": N_("The file of the database is damaged: {read}."),
    "audit.place": N_("Trail, event {row}: an event is missing, or out of its order."),
    "audit.chain": N_("Trail, event {row}: it does not follow the event before it."),
    "audit.content": N_("Trail, event {row}: it was altered after it was written."),
    "audit.text": N_("Trail, event {row}: a text kept with it is not the one that was written."),
    "copy.absent": N_("There is no copy {file}."),
    "copy.foreign": N_("{file} is not a whole copy of a Pilotage database; nothing has changed."),
    "copy.not_empty": N_("This database already holds contracts; --replace puts {file} in its place."),
    "copy.tool": N_("PostgreSQL's tool {expected} is not installed on this machine."),
    "copy.failed": N_("{expected} did not succeed: {read}"),
}
