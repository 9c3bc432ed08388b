"""`python -m pilotage`: the command line."""

from pilotage.cli import main

main()
