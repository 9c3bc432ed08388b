"""How many agents a half-hour takes: Erlang C, its service level, and the people behind the agents.

Calls that arrive by chance, one queue, agents alike, nobody who gives up: the model of A. K. Erlang
(1917). Real callers give up, so it asks for a little more than what is strictly needed; it says
nothing of e-mail or of back-office work, which can wait. Probabilities are floats: no amount is ever
made of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, exp

HALF_HOUR_S = 1800
_MOST_AGENTS = 100_000


@dataclass(frozen=True, slots=True)
class Queue:
    """What callers meet with `agents` at work.

    `service_level` and `occupancy` are in percent, `wait_chance` between 0 and 1, `asa_s` the mean
    wait in seconds. With no more agents than erlangs the queue only grows: all wait, and without end
    (`asa_s` is infinite).
    """

    agents: int
    erlangs: float
    wait_chance: float
    service_level: float
    asa_s: float
    occupancy: float


@dataclass(frozen=True, slots=True)
class Need:
    """What a half-hour takes: agents at work, and people on the roster once `shrinkage` is counted."""

    agents: int
    rostered: int
    queue: Queue


def erlangs(calls: float, aht_s: float, interval_s: float = HALF_HOUR_S) -> float:
    """The work that arrives, in agents busy without a break: 100 calls of 180 s in 1,800 s are 10."""
    if calls < 0 or aht_s <= 0 or interval_s <= 0:
        raise ValueError("calls are not negative, durations are above zero")
    return calls * aht_s / interval_s


def wait_chance(load: float, agents: int) -> float:
    """Erlang C: the share of callers who wait at all, for `load` erlangs and so many agents.

    By the recursion of Erlang B, which neither overflows nor loses digits, thousands of erlangs
    included: every term lies between 0 and 1.
    """
    if load <= 0:
        return 0.0
    if agents <= load:
        return 1.0
    blocked = 1.0
    for rank in range(1, agents + 1):
        blocked = load * blocked / (rank + load * blocked)
    return _delayed(load, agents, blocked)


def _delayed(load: float, agents: int, blocked: float) -> float:
    """Erlang C from Erlang B at the same number of agents."""
    return agents * blocked / (agents - load * (1 - blocked))


def queue(load: float, agents: int, aht_s: float, within_s: float) -> Queue:
    """The queue of `load` erlangs before `agents`: who waits, how long, how many within `within_s`."""
    return _queue(load, agents, aht_s, within_s, wait_chance(load, agents))


def _queue(load: float, agents: int, aht_s: float, within_s: float, waits: float) -> Queue:
    spare = agents - load
    if load <= 0:
        return Queue(agents, 0.0, 0.0, 100.0, 0.0, 0.0)
    if spare <= 0:
        return Queue(agents, load, 1.0, 0.0, float("inf"), 100.0)
    level = 1 - waits * exp(-spare * within_s / aht_s)
    return Queue(agents, load, waits, 100 * level, waits * aht_s / spare, 100 * load / agents)


@lru_cache(maxsize=65_536)
def agents_for(
    calls: float,
    aht_s: float,
    target: float,
    within_s: float,
    *,
    shrinkage: float = 0.0,
    interval_s: float = HALF_HOUR_S,
    at_once: int = 1,
) -> Need:
    """The fewest agents with whom `target` percent of callers are taken within `within_s`.

    Args:
        calls: contacts that arrive in the interval.
        aht_s: mean handle time (DMT), in seconds.
        target: percent, from 0 to below 100: no number of agents promises that nobody waits.
        within_s: the delay of the promise, in seconds.
        shrinkage: percent of rostered time not spent at work (leave, breaks, training), below 100.
        interval_s: length of the interval, a half-hour by default.
        at_once: contacts that an agent holds at the same time (chat); each then counts for as many.

    Raises:
        ValueError: for a figure out of its bounds.
    """
    if not (0 <= target < 100 and 0 <= shrinkage < 100 and within_s >= 0 and at_once >= 1):
        raise ValueError("target and shrinkage are percentages below 100; a delay is not negative")
    load = erlangs(calls, aht_s, interval_s)
    if load == 0:
        return Need(0, 0, _queue(0.0, 0, aht_s, within_s, 0.0))
    found = _fewest(load, aht_s, target, within_s)
    agents = -(-found.agents // at_once)
    return Need(agents, ceil(round(agents * 100 / (100 - shrinkage), 9)), found)


def _fewest(load: float, aht_s: float, target: float, within_s: float) -> Queue:
    """One walk up the number of agents: each step of Erlang B is made from the one before."""
    blocked = 1.0
    for agents in range(1, _MOST_AGENTS):
        blocked = load * blocked / (agents + load * blocked)
        if agents > load:
            found = _queue(load, agents, aht_s, within_s, _delayed(load, agents, blocked))
            if found.service_level >= target:
                return found
    raise ValueError(f"more than {_MOST_AGENTS} agents")
