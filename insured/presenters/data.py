"""What the page about one's own data says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal.kernel import matricule
from insured.choices import AccountState
from insured.choices.countries import Country

if TYPE_CHECKING:
    from cns_portal.accounts.sessions import Visit
    from cns_portal.audit.selectors import Look
    from insured.models import BankAccount, EmailChange, InsuredPerson

BROWSERS = {
    "edge": "Edge",
    "opera": "Opera",
    "samsung": "Samsung Internet",
    "firefox": "Firefox",
    "chrome": "Chrome",
    "safari": "Safari",
}
SYSTEMS = {
    "iphone": gettext_lazy("iPhone"),
    "ipad": gettext_lazy("iPad"),
    "android": gettext_lazy("Android telephone or tablet"),
    "windows": gettext_lazy("Windows computer"),
    "mac": gettext_lazy("Mac"),
    "linux": gettext_lazy("Linux computer"),
}
TONES = {
    AccountState.PROPOSED: "info",
    AccountState.IN_FORCE: "success",
    AccountState.REPLACED: "neutral",
    AccountState.REJECTED: "warning",
}


@dataclass(frozen=True)
class Identity:
    """What the State says about somebody."""

    person: InsuredPerson
    former: list[str]

    @property
    def number(self) -> str:
        return matricule.grouped(self.person.matricule) if self.person.matricule else ""

    @property
    def former_numbers(self) -> str:
        return "\n".join(matricule.grouped(number) for number in self.former)


def address_lines(person: InsuredPerson) -> str:
    """The address for letters on lines of its own; empty when none is known."""
    if not (person.street or person.locality):
        return ""
    known = set(Country.values)
    country = Country(person.country).label if person.country in known else person.country
    place = " ".join(part for part in (person.postcode, person.locality) if part)
    return "\n".join(str(line) for line in (person.street, place, country) if line)


@dataclass(frozen=True)
class AccountRow:
    """One bank account in a list: never more than its last four characters."""

    account: BankAccount

    @property
    def label(self) -> str:
        return _("{country} account ending in {four}").format(
            country=self.account.country, four=self.account.last_four
        )

    @property
    def bank(self) -> str:
        return self.account.bank_name

    @property
    def tone(self) -> str:
        return TONES[AccountState(self.account.state)]

    @property
    def state(self) -> str:
        return self.account.get_state_display()

    @property
    def by_whom(self) -> str:
        return _("Entered by an agent") if self.account.by_an_agent else _("Entered in the portal")


@dataclass(frozen=True)
class Place:
    """Where one is signed in."""

    visit: Visit

    @property
    def label(self) -> str:
        browser = BROWSERS.get(self.visit.browser, _("Another browser"))
        system = SYSTEMS.get(self.visit.system)
        if system is None:
            return browser
        return _("{browser} on: {system}").format(browser=browser, system=system)


@dataclass(frozen=True)
class LookRow:
    """One consultation of the file."""

    look: Look

    @property
    def who(self) -> str:
        if not self.look.by_agent:
            return self.look.name
        known = " · ".join(filter(None, [self.look.role, self.look.office]))
        if known:
            return _("An agent of the CNS ({known})").format(known=known)
        return _("An agent of the CNS")

    @property
    def why(self) -> str:
        why = self.look.purpose or _("Work on your file")
        return _("{why}, in a list").format(why=why) if self.look.in_a_list else why


def places(visits: Iterable[Visit]) -> list[Place]:
    """All places where one is signed in."""
    return [Place(visit) for visit in visits]


def account_rows(accounts: Iterable[BankAccount]) -> list[AccountRow]:
    """Accounts for a list."""
    return [AccountRow(account) for account in accounts]


def look_rows(looks: Iterable[Look]) -> list[LookRow]:
    """Consultations for a list."""
    return [LookRow(look) for look in looks]


def waiting_address(change: EmailChange | None) -> str:
    """The address that waits for its link to be followed."""
    return change.new_email if change else ""
