"""The server's log: one line an event on standard error, traces without the values behind them."""

import sys

import structlog


def configure() -> None:
    """To be called once, before the first event.

    structlog would draw a trace with every local value when the library for it happens to be there:
    contracts, amounts and texts of minutes have no place in a log.
    """
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(
                colors=False, exception_formatter=structlog.dev.plain_traceback
            ),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
