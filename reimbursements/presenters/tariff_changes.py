"""What a change of tariffs says, in a line of text."""

from reimbursements.rules.tariff_changes import Change, Problem, Row, key_of
from reimbursements.rules.tariffs import Act

SIGNS = {"added": "+", "corrected": "!"}
NOTHING = "–"


def line_of(change: Change) -> str:
    """`+ key_letter.doctors from 2027-01-01: 5.2346 → 5.3000`."""
    sign = SIGNS[change.kind.value]
    before = NOTHING if change.before is None else content_of(change.before)
    after = content_of(change.after)
    return f"{sign} {key_of(change.after)} from {change.after.since:%Y-%m-%d}: {before} → {after}"


def content_of(row: Row) -> str:
    """What an entry is worth, without its name and day."""
    if not isinstance(row, Act):
        return NOTHING if row.amount is None else f"{row.amount} {row.unit}"
    if row.ended:
        return "ended"
    if row.coefficient is not None:
        return f"{row.coefficient} × {row.key_letter}"
    return "an agent decides" if row.fixed_amount is None else f"{row.fixed_amount} euro"


def problem(found: Problem) -> str:
    """The sentence of a refusal."""
    _kind, key, since = found.place
    return str(found.refusal.label).format(key=key, since=f"{since:%Y-%m-%d}")
