"""Quality controls: what a month's figures say against themselves, their calendar and their past."""
