"""What bills would come to today: gathers the facts and asks the engine. Writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects

from cns_portal import clock, documents
from cns_portal.kernel import civil_time
from insured.selectors import coverage
from reimbursements.choices.care import Care, DocumentKind, PageKind, Profession, Proof, Setting
from reimbursements.choices.claims import BillState
from reimbursements.choices.reasons import Reason
from reimbursements.models import Authorisation, Bill
from reimbursements.rules import facts
from reimbursements.rules.adjudication import adjudicate_together
from reimbursements.rules.facts import BillFacts, Context, LineFacts, Patient, Provider
from reimbursements.rules.same_bill import is_same
from reimbursements.rules.tariff_amounts import normalised
from reimbursements.selectors import history, tariffs

if TYPE_CHECKING:
    from datetime import date, datetime

    from reimbursements.models import Line
    from reimbursements.rules.result import BillResult
    from reimbursements.rules.tariffs import Tariffs

NOT_DECIDED = (BillState.DRAFT, BillState.OPEN, BillState.PROPOSED)
EVERYTHING = ("claim__procedure", "patient", "provider", "lines", "pages__document")


def propose(bills: Iterable[Bill], *, known: Tariffs | None = None) -> dict[int, BillResult]:
    """What each bill comes to today, by its key: the estimate, and what an agent may decide.

    What is open in the same claim is looked at as well, as if all were one bill: so all of it
    together never gets more than there is, and each bill gets the same in whatever order they are
    decided. A bill that was decided already is looked at as it was then: only what was first
    decided before it counts. `known` are other tariffs than those in force, for a recalculation.

    The number of queries does not depend on the number of bills.
    """
    wanted = list(bills)
    prefetch_related_objects(wanted, *EVERYTHING)
    everything = [*wanted, *_open_ones_beside(wanted)]
    gathered = _gather(everything, known or tariffs.current())
    results: dict[int, BillResult] = {}
    for together in _one_look(everything, decided=gathered.places):
        context = gathered.context(together[0])
        results |= adjudicate_together(map(gathered.facts, together), context)
    return {bill.pk: results[bill.pk] for bill in wanted}


def _one_look(bills: Iterable[Bill], *, decided: Collection[int]) -> Iterable[list[Bill]]:
    """The open bills of a claim for one person together, every other bill on its own.

    A bill that was decided and is open again is looked at as it was then, on its own.
    """
    found: dict[tuple, list[Bill]] = {}
    for bill in bills:
        is_open = bill.state in NOT_DECIDED and bill.pk not in decided and bill.patient_id
        key = (bill.claim_id, bill.patient_id) if is_open else (bill.pk,)
        found.setdefault(key, []).append(bill)
    return found.values()


def facts_of(bill: Bill, *, same: history.EarlierBill | None = None) -> BillFacts:
    """The bill as the engine wants it. `same`: what was sent before and looks like this bill."""
    is_own = same is not None and same.file == bill.claim.person_id
    return BillFacts(
        key=bill.pk,
        patient=_patient(bill),
        lines=tuple(_line(line) for line in bill.lines.all()),
        sent_on=_sent_on(bill),
        paid_on=bill.paid_on,
        issued_on=bill.issued_on,
        provider=_provider(bill),
        country=bill.country,
        urgent=bill.urgent,
        currency=bill.currency,
        exchange_rate=bill.exchange_rate,
        setting=Setting(bill.setting),
        document_kind=DocumentKind(bill.document_kind),
        proof=Proof(bill.proof) if bill.proof else None,
        prescribed_on=bill.prescribed_on,
        has_prescription=any(
            page.kind == PageKind.PRESCRIPTION and page.document.state != documents.State.REJECTED
            for page in bill.pages.all()
        ),
        is_duplicate=same is not None,
        duplicate_of=same.looks.reference if is_own else "",
    )


@dataclass(frozen=True)
class _Gathered:
    """Everything that is known besides the bills, by the person treated."""

    now: datetime
    tariffs: Tariffs
    affiliation: dict[int, coverage.History]
    past: dict[int, list[history.DecidedLine]]
    places: dict[int, int]
    authorisations: dict[int, list[facts.Authorisation]]
    earlier: dict[int, list[history.EarlierBill]]

    def facts(self, bill: Bill) -> BillFacts:
        return facts_of(bill, same=self._same(bill))

    def context(self, bill: Bill) -> Context:
        patient, place = bill.patient_id, self.places.get(bill.pk)
        if patient is None:
            return Context(self.tariffs)
        return Context(
            tariffs=self.tariffs,
            affiliation=self.affiliation[patient].on,
            past=tuple(
                _told_to(line, bill)
                for line in self.past.get(patient, ())
                if line.past.bill != bill.pk and (place is None or line.place < place)
            ),
            authorisations=tuple(self.authorisations.get(patient, ())),
        )

    def came(self, key: int, sent_at: datetime | None, position: int = 0) -> tuple:
        """Where a bill stands among all: the decided ones first, then those that were sent."""
        place = self.places.get(key)
        return (place is None, place or 0, sent_at or self.now, position, key)

    def _same(self, bill: Bill) -> history.EarlierBill | None:
        """The bill that came before this one and looks like it."""
        looks = history.looks_of(bill)
        mine = self.came(bill.pk, bill.claim.sent_at, bill.position)
        return next(
            (
                other
                for other in self.earlier.get(bill.patient_id, ())
                if other.key != bill.pk
                and self.came(other.key, other.sent_at, other.position) < mine
                and is_same(looks, other.looks)
            ),
            None,
        )


def _open_ones_beside(wanted: Sequence[Bill]) -> list[Bill]:
    """The other open bills of the same claims."""
    claims = {bill.claim_id for bill in wanted if bill.state in NOT_DECIDED}
    found = list(
        Bill.objects.filter(claim__in=claims, state__in=NOT_DECIDED).exclude(
            pk__in=[bill.pk for bill in wanted]
        )
    )
    prefetch_related_objects(found, *EVERYTHING)
    return found


def _gather(bills: Sequence[Bill], known: Tariffs) -> _Gathered:
    people = {bill.patient_id for bill in bills if bill.patient_id is not None}
    days = {line.served_on for bill in bills for line in bill.lines.all() if line.served_on}
    keys = [bill.pk for bill in bills]
    sent_on = [_sent_on(bill) for bill in bills]
    now = clock.now()
    earlier = history.sent_bills_of(
        people, since=min(sent_on, default=clock.today()) - history.SAME_BILL_YEARS
    )
    for bill in bills:
        if bill.claim.sent_at is None and bill.patient_id is not None:
            earlier.setdefault(bill.patient_id, []).append(history.as_earlier(bill, sent_at=now))
    return _Gathered(
        now=now,
        tariffs=known,
        affiliation=coverage.histories_of(people),
        past=history.past_of(people, days=days),
        places=history.places_of(keys)
        | {one.key: one.place for found in earlier.values() for one in found if one.place},
        authorisations=_authorisations_of(people),
        earlier=earlier,
    )


def _authorisations_of(people: Iterable[int]) -> dict[int, list[facts.Authorisation]]:
    found: dict[int, list[facts.Authorisation]] = {}
    for row in Authorisation.objects.filter(person__in=people):
        found.setdefault(row.person_id, []).append(
            facts.Authorisation(
                first=row.first_day,
                last=row.last_day,
                code=normalised(row.code),
                care=Care(row.care) if row.care else None,
                abroad=row.abroad,
                quantity=row.quantity,
                granted_on=civil_time.day_of(row.granted_at),
            )
        )
    return found


def _told_to(line: history.DecidedLine, bill: Bill) -> facts.Past:
    """What somebody else sent for the same person counts, but its reference is theirs."""
    if line.file == bill.claim.person_id:
        return line.past
    return replace(line.past, reference="")


def _sent_on(bill: Bill) -> date:
    """A draft is looked at as if it were sent today."""
    return civil_time.day_of(bill.claim.sent_at or clock.now())


def _patient(bill: Bill) -> Patient | None:
    if bill.patient is None:
        return None
    return Patient(bill.patient.pk, bill.patient.birth_date, bill.patient.country or facts.HOME)


def _provider(bill: Bill) -> Provider | None:
    if bill.provider is None:
        return None
    return Provider(bill.provider.code, Profession(bill.provider.profession), bill.provider.country)


def _line(line: Line) -> LineFacts:
    return LineFacts(
        key=line.pk,
        code=line.code,
        served_on=line.served_on,
        quantity=line.quantity,
        amount=line.amount,
        convenience_fee=line.convenience_fee,
        approved_quantity=line.approved_quantity,
        approved_tariff=line.approved_tariff,
        approved_rate=line.approved_rate,
        refused_for=Reason(line.refused_for) if line.refused_for else None,
    )
