"""The engine: ten thousand bills of four lines, against a loop that reads and writes the same."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from tests.bench.browser import Measure

BILLS = 10_000
OF_ONE_CLAIM = 4
A_BATCH = 500
ACTS = (("C1", "62.60"), ("C41", "20.00"), ("C8", "64.10"), ("WTS11", "25.00"))
AMOUNTS = ("invoiced", "tariff", "participation", "reimbursed", "over_tariff", "refused")


def everything() -> Iterator[Measure]:
    """Both loops; they write the same rows, and both are rolled back."""
    _written()
    floor = _timed(f"engine: {BILLS} bills of 4 lines read and written", _as_they_are)
    yield floor
    measure = _timed(f"engine: the same {BILLS} adjudicated", _adjudicated)
    measure.name += f", {measure.milliseconds / floor.milliseconds:.1f}x that"
    yield measure
    _removed()


def _removed() -> None:
    """Other measures begin with the claims of few people."""
    from reimbursements.models import Bill, Claim, Line

    Line.objects.filter(bill__claim__state="draft").delete()
    Bill.objects.filter(claim__state="draft").delete()
    Claim.objects.filter(state="draft").delete()


def _written() -> None:
    """Drafts of people insured: each with an account of its own would be slower, not different."""
    from django.db import connection

    from cns_portal import clock
    from cns_portal.accounts.models import Account
    from cns_portal.demo import providers, volume
    from insured.models import AffiliationPeriod, InsuredPerson
    from reimbursements.models import Bill, Claim, Line, Provider
    from reimbursements.services import loading_tariffs

    loading_tariffs.load_published()
    providers.seed_providers()
    volume.add_insured(BILLS // OF_ONE_CLAIM)
    people = list(InsuredPerson.objects.order_by("-pk")[: BILLS // OF_ONE_CLAIM])
    InsuredPerson.objects.filter(pk__in=[one.pk for one in people]).update(birth_date="1980-05-04")
    AffiliationPeriod.objects.bulk_create(
        AffiliationPeriod(person=person, cover="compulsory", fund="cns", first_day="2020-01-01")
        for person in people
    )
    now, writer = clock.now(), Account.objects.filter(is_staff=True).first()
    doctor = Provider.objects.filter(profession="doctor").first()
    claims = Claim.objects.bulk_create(
        Claim(person=person, created_at=now, changed_at=now, created_by=writer) for person in people
    )
    bills = Bill.objects.bulk_create(
        Bill(
            claim=claim,
            position=position,
            patient_id=claim.person_id,
            provider=doctor,
            number=f"{claim.pk}-{position}",
            paid_on=clock.today() - timedelta(days=1),
            proof="receipted",
        )
        for claim in claims
        for position in range(1, OF_ONE_CLAIM + 1)
    )
    Line.objects.bulk_create(
        Line(
            bill=bill,
            position=place,
            code=code,
            amount=amount,
            served_on=clock.today() - timedelta(days=4 * bill.position + place),
        )
        for bill in bills
        for place, (code, amount) in enumerate(ACTS, 1)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _timed(name: str, decide: Callable) -> Measure:
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from reimbursements.models import Bill

    keys = list(Bill.objects.filter(claim__state="draft").values_list("pk", flat=True))[:BILLS]
    begun = time.perf_counter()
    with transaction.atomic():
        for start in range(0, len(keys), A_BATCH):
            _decide(keys[start : start + A_BATCH], decide)
        took = (time.perf_counter() - begun) * 1000
        transaction.set_rollback(True)
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        _decide(keys[:A_BATCH], decide)
        transaction.set_rollback(True)
    return Measure(name, took, f"{len(queries)}", 0)


def _decide(keys: list[int], decide: Callable) -> None:
    """Reads bills with their lines, and writes a decision with its lines for each."""
    from cns_portal import clock
    from cns_portal.accounts.models import Account
    from reimbursements.models import Bill, Decision, LineDecision

    agent, now = Account.objects.filter(is_staff=True).first(), clock.now()
    bills = list(
        Bill.objects.filter(pk__in=keys)
        .select_related("patient", "provider", "claim__procedure")
        .prefetch_related("lines", "pages__document")
    )
    answers = decide(bills)
    made = Decision.objects.bulk_create(
        Decision(
            bill=bill,
            state="in_force",
            verdict="accepted",
            proposed_at=now,
            proposed_by=agent,
            decided_at=now,
            decided_by=agent,
            **{name: sum(line[name] for line in answers[bill.pk]) for name in AMOUNTS},
        )
        for bill in bills
    )
    LineDecision.objects.bulk_create(
        LineDecision(
            decision=decision,
            line=line,
            patient_id=bill.patient_id,
            code=line.code,
            care="consultation",
            served_on=line.served_on,
            quantity=line.quantity,
            verdict="accepted",
            **answer,
        )
        for decision, bill in zip(made, bills, strict=True)
        for line, answer in zip(bill.lines.all(), answers[bill.pk], strict=True)
    )


def _as_they_are(bills: list) -> dict:
    """Everything that was invoiced is paid: nothing is looked up and nothing calculated."""
    return {
        bill.pk: [
            {
                **dict.fromkeys(AMOUNTS, 0),
                "invoiced": line.amount,
                "tariff": line.amount,
                "reimbursed": line.amount,
                "reasons": [],
                "steps": [],
            }
            for line in bill.lines.all()
        ]
        for bill in bills
    }


def _adjudicated(bills: list) -> dict:
    from reimbursements.rules.keeping import kept_reasons, kept_steps
    from reimbursements.services import adjudicating

    return {
        key: [
            {
                **{name: getattr(line, name) for name in AMOUNTS},
                "reasons": kept_reasons(line.reasons),
                "steps": kept_steps(line.steps),
            }
            for line in result.lines
        ]
        for key, result in adjudicating.propose(bills).items()
    }
