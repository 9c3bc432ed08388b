"""The XML that a Factur-X PDF carries, taken out in a process of its own with bounded memory and time.

A PDF is a maze that a stranger drew: what it asks of the parser ends the child, never the portal. Run as
a script: the PDF on standard input, the XML on standard output.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

from pilotage.feeds.guards import MIB, RefusedFileError, too_big

MEMORY, SECONDS, MOST_BYTES = 512 * MIB, 20, 20 * MIB
_MOST_XML = 10 * MIB
_NONE = 4


def xml_of_pdf(data: bytes) -> bytes:
    """The invoice attached to a PDF. Raises `RefusedFileError` when there is none, or when the PDF
    cannot be read within the bounds.
    """
    if len(data) > MOST_BYTES:
        raise too_big(len(data), MOST_BYTES)
    command = [sys.executable, "-m", "pilotage.reconciliation.pdf_apart"]
    here = Path(__file__).parents[2]
    try:
        done = subprocess.run(  # noqa: S603  our own script, no shell
            command, input=data, capture_output=True, timeout=SECONDS, check=False, cwd=here
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        raise RefusedFileError("reconciling.pdf_broken") from error
    if done.returncode == _NONE:
        raise RefusedFileError("reconciling.pdf_without_invoice")
    if done.returncode != 0 or len(done.stdout) > _MOST_XML:
        raise RefusedFileError("reconciling.pdf_broken")
    return done.stdout


def _bounded() -> None:
    """Bounds on the memory of this process, where the system has them."""
    try:
        import resource  # noqa: PLC0415  not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """The child: 0 with the XML on standard output, 4 when the PDF carries none."""
    _bounded()
    from facturx import get_xml_from_pdf  # noqa: PLC0415  only the child needs it

    logging.disable(logging.CRITICAL)
    name, content = get_xml_from_pdf(sys.stdin.buffer.read(), check_xsd=False)
    if not name or not content:
        return _NONE
    sys.stdout.buffer.write(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
