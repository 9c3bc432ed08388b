"""What keeps the demo from being loaded, in words."""

from collections.abc import Mapping

from pilotage.locale import N_

SENTENCES: Mapping[str, str] = {
    "demo.not_alone": N_(
        "This database holds something else than the demo ({read}): name another one with DATABASE_URL."
    ),
    "demo.files_missing": N_("The demo's files are not in {read}: start from a copy of the project."),
}
