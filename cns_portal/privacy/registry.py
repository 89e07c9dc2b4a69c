"""The list of everything that is kept about people."""

from cns_portal.keeping import Holding

_holdings: dict[str, Holding] = {}


def declare(holding: Holding) -> Holding:
    """Add a holding. The same one may be declared again; two with one code are a mistake."""
    present = _holdings.setdefault(holding.code, holding)
    if type(present) is not type(holding):
        raise ValueError(f"Two holdings are called {holding.code!r}.")
    return present


def holdings() -> tuple[Holding, ...]:
    """Everything declared, in the order of the codes."""
    return tuple(holding for _code, holding in sorted(_holdings.items()))
