"""Who may change the bank account of a person, and how."""

from cns_portal.kernel import iban
from insured.choices.bank import AccountState, BankRefusal


def why_not_account(number: str, holder: str) -> BankRefusal | None:
    """Why these cannot be a person's bank account."""
    if iban.why_not(number):
        return BankRefusal.NOT_AN_IBAN
    return None if holder.strip() else BankRefusal.NO_HOLDER


def why_not_change_own(*, seen: str, in_force: str) -> BankRefusal | None:
    """Why a change made by the person is not done.

    `seen` is the account that the form showed (its public identifier, or empty for none). When
    another one is in force by now, somebody changed it in another window: two forms never
    overwrite each other unseen.
    """
    return None if seen == in_force else BankRefusal.CHANGED_MEANWHILE


def why_not_propose(
    *, is_own_file: bool, one_is_proposed: bool, is_in_force: bool, reason: str
) -> BankRefusal | None:
    """Why an agent cannot enter a change for somebody."""
    if is_own_file:
        return BankRefusal.OWN_FILE
    if one_is_proposed:
        return BankRefusal.ALREADY_PROPOSED
    if is_in_force:
        return BankRefusal.SAME_ACCOUNT
    return None if reason.strip() else BankRefusal.NO_REASON


def why_not_decide(*, state: str, is_own_file: bool, is_who_proposed: bool) -> BankRefusal | None:
    """Why an agent cannot confirm or reject what another one entered."""
    if state != AccountState.PROPOSED:
        return BankRefusal.DECIDED
    if is_own_file:
        return BankRefusal.OWN_FILE
    return BankRefusal.FOUR_EYES if is_who_proposed else None
