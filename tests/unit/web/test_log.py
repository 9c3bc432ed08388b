"""The server's log: a trace, without the values behind it."""

import structlog

from pilotage.web import log


def broken(amount: str) -> None:
    raise ValueError(f"{len(amount)} characters")


def test_a_trace_in_the_log_holds_no_value_of_the_page(capsys):
    log.configure()
    try:
        broken("".join(["1234", ",50"]))
    except ValueError as error:
        structlog.get_logger("test").error("page broken", exc_info=error)
    finally:
        structlog.reset_defaults()
    written = capsys.readouterr().err
    assert "ValueError: 7 characters" in written
    assert "page broken" in written
    assert "1234,50" not in written
