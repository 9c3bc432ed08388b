"""Who acts: every service takes an actor and checks it before anything else."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do. A viewer reads; a pilot imports, publishes, runs committees and submits
    pre-invoices; a finance controller exports, clears to invoice and to pay, and closes months; both
    decide neutralisations and record what was agreed, as far as the contract lets them; an
    administrator does everything.
    """

    VIEWER = "viewer"
    PILOT = "pilot"
    FINANCE = "finance"
    ADMIN = "admin"


class Right(StrEnum):
    """The acts that a service may ask for."""

    READ = "read"
    IMPORT = "import"
    PUBLISH = "publish"
    MEET = "meet"
    EXPORT = "export"
    CLOSE = "close"
    RELIEVE = "relieve"
    AGREE = "agree"
    SUBMIT = "submit"
    CLEAR = "clear"
    ADMINISTER = "administer"


_RIGHTS = {
    Role.VIEWER: {Right.READ},
    Role.PILOT: {
        Right.READ,
        Right.IMPORT,
        Right.PUBLISH,
        Right.MEET,
        Right.EXPORT,
        Right.RELIEVE,
        Right.AGREE,
        Right.SUBMIT,
    },
    Role.FINANCE: {
        Right.READ,
        Right.EXPORT,
        Right.CLOSE,
        Right.RELIEVE,
        Right.AGREE,
        Right.CLEAR,
    },
    Role.ADMIN: set(Right),
}


class RefusedError(Exception):
    """The actor may not do this. Carries the right that was missing, or the vendor out of sight."""

    def __init__(self, right: Right, vendor: str = "") -> None:
        self.right, self.vendor = right, vendor
        super().__init__(f"{right} refused" + (f" on {vendor}" if vendor else ""))


@dataclass(frozen=True, slots=True)
class Actor:
    """A user, a role, and the vendors that he may see (None: all of them)."""

    user: str
    role: Role
    vendors: frozenset[str] | None = None

    def require(self, right: Right, vendor: str = "") -> None:
        """Raises `RefusedError` unless the actor holds the right and sees the vendor."""
        if right not in _RIGHTS[self.role] or (vendor and not self.sees(vendor)):
            raise RefusedError(right, vendor)

    def sees(self, vendor: str) -> bool:
        return self.vendors is None or vendor in self.vendors


def local_administrator() -> Actor:
    """The single user of a portal that nobody logs into; the screen says so."""
    return Actor("local", Role.ADMIN)
