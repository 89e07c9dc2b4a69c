"""Those who act without an account."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """Somebody or something that acts without having signed in."""

    kind: str


#: A task, a command, a migration of data: nobody pressed a button.
SYSTEM = Actor("system")

#: A person who has not signed in, or who followed an e-mailed link.
VISITOR = Actor("visitor")
