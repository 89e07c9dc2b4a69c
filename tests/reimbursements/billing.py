"""Bills for the rules: the published parameters, with acts whose tariffs are easy to follow."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from reimbursements.choices.care import Care, Flag, Nomenclature, Proof
from reimbursements.choices.reasons import Verdict
from reimbursements.rules.adjudication import adjudicate
from reimbursements.rules.facts import BillFacts, Context, LineFacts, Past, Patient, Provider
from reimbursements.rules.tariff_files import published
from reimbursements.rules.tariffs import Act, Tariffs, Value

LONG_AGO = date(2020, 1, 1)
COMPILED = date(2024, 11, 21)
"""From this day the published values hold where no first day was found; here, since long ago."""
DAY = date(2026, 10, 1)
"""The day of care where nothing else is said."""
PAID = date(2026, 10, 10)
SENT = date(2026, 11, 2)
ADULT = Patient(key=1, born=date(1980, 5, 4))
CHILD = Patient(key=2, born=date(2015, 5, 4))
DOCTOR = Provider("123456")


def act(code, care, amount=None, *flags, since=LONG_AGO, **columns):
    """An act with a fixed amount; without one there is no published tariff."""
    return Act(
        code=code,
        nomenclature=columns.pop("nomenclature", Nomenclature.DOCTORS),
        label=code,
        care=care,
        since=since,
        legal_basis="RGD 21.12.1998",
        source="a test",
        fixed_amount=None if amount is None else Decimal(amount),
        needs_value=amount is None and "coefficient" not in columns,
        flags=frozenset(flags),
        **columns,
    )


def value(name, amount, unit="euro", *, since=LONG_AGO, mark="A"):
    """A parameter from a day on."""
    amount = None if amount is None else Decimal(amount)
    return Value(name, amount, unit, since, "a text", "a test", mark)


ACTS = (
    act("C1", Care.CONSULTATION, "62.60", Flag.ONE_A_DAY),
    act("C10", Care.CONSULTATION, "69.70", Flag.ONE_A_DAY),
    act("C38", Care.CONSULTATION, "93.30", Flag.ONE_A_DAY, Flag.ONE_IN_SIX_MONTHS),
    act("C6", Care.CONSULTATION, "68.50", Flag.ONE_A_DAY, Flag.CHILD),
    act("C41", Care.DOCTOR_ACT, "20.00"),
    act("V1", Care.VISIT, "78.60", Flag.ONE_A_DAY),
    act("V10", Care.VISIT, "78.60", Flag.ONE_A_DAY, Flag.CHILD),
    act("T300", Care.DOCTOR_ACT, "300.00", Flag.TECHNICAL),
    act("T200", Care.DOCTOR_ACT, "200.00", Flag.TECHNICAL),
    act("T101", Care.DOCTOR_ACT, "101.30", Flag.TECHNICAL),
    act("T50", Care.DOCTOR_ACT, "50.00", Flag.TECHNICAL),
    act("T90", Care.DOCTOR_ACT, "90.00", Flag.TECHNICAL, Flag.CAT),
    act("DC1", Care.DENTAL, "33.90", nomenclature=Nomenclature.DENTISTS),
    act("DS1", Care.DENTAL, "60.00", Flag.CHECKUP, nomenclature=Nomenclature.DENTISTS),
    act("DP1", Care.DENTAL_PROSTHESIS, "500.00", nomenclature=Nomenclature.DENTISTS),
    act("DP2", Care.DENTAL_PROSTHESIS, "700.00", Flag.FULL_PROSTHESIS),
    act("MF1", Care.MAXILLOFACIAL, "900.00"),
    act("PH1", Care.PHYSIOTHERAPY, "40.00", Flag.PRESCRIPTION),
    act("PH2", Care.PHYSIOTHERAPY_SERIOUS, "40.00", Flag.PRESCRIPTION),
    act("PS1", Care.PSYCHOTHERAPY, "144.00"),
    act("LAB", Care.LABORATORY, "25.00", Flag.PRESCRIPTION),
    act("APCM", Care.DOCTOR_ACT, "80.00", Flag.APCM),
    act("ACM", Care.DOCTOR_ACT, "80.00", Flag.ACM),
    act("OLD", Care.DOCTOR_ACT, "30.00"),
    replace(act("OLD", Care.DOCTOR_ACT, "30.00", since=date(2026, 7, 1)), ended=True),
    act("NEW", Care.DOCTOR_ACT, "30.00", since=date(2026, 10, 2)),
    act("NOVALUE", Care.DOCTOR_ACT),
    act("NURSE", Care.NURSING, "12.00"),
    act("FRAME", Care.GLASSES_FRAME),
    act("LENS", Care.GLASSES_LENSES, "55.00"),
    act("AID", Care.HEARING_AID),
    act("BED", Care.HOSPITAL_DAY, "300.00"),
    act("SEAT", Care.DAY_HOSPITAL, "150.00"),
    act("CP1", Care.CONVENIENCE),
    act("T260", Care.THERMAL_CURE, "10.00"),
)
OVERRIDES = (
    value("rate.visit", "0.80", "share"),
    value("rate.glasses_lenses", "1.00", "share"),
    value("dental_full_cover", "81.84"),
    value("age_limit.V10", "15", "years"),
)
TARIFFS = Tariffs.of(
    ACTS,
    [
        *(
            replace(one, since=LONG_AGO) if one.since == COMPILED else one
            for name, found in published().values.items()
            for one in found
            if name not in {other.name for other in OVERRIDES}
        ),
        *OVERRIDES,
    ],
    version="test",
)


def line(code="C1", amount=None, quantity=1, **columns):
    """A line on `DAY`, invoiced at its tariff where no amount is said."""
    day = columns.pop("on", DAY)
    if amount is None and day and (known := TARIFFS.act(code, day)) and known.fixed_amount:
        amount = known.fixed_amount * quantity
    return LineFacts(
        key=columns.pop("key", 1),
        code=code,
        served_on=day,
        quantity=quantity,
        amount=None if amount is None else Decimal(amount),
        **{
            name: Decimal(one) if name in {"convenience_fee", "approved_tariff"} else one
            for name, one in columns.items()
        },
    )


def bill(*lines, **columns):
    """A paid bill of a doctor here; its lines are numbered where they are not."""
    lines = tuple(replace(one, key=place) for place, one in enumerate(lines or [line()], 1))
    return BillFacts(
        **{
            "key": 1,
            "patient": ADULT,
            "lines": lines,
            "sent_on": SENT,
            "paid_on": PAID,
            "provider": DOCTOR,
            "proof": Proof.RECEIPTED,
        }
        | columns
    )


def context(*past, **columns):
    return Context(**{"tariffs": TARIFFS, "past": past} | columns)


def decided(one, *past, **columns):
    """The lines of the answer about a bill."""
    return adjudicate(one, context(*past, **columns)).lines


def decided_line(one, *past, on=None, **columns):
    """The answer about a bill of a single line; `on` are columns of the bill."""
    (answer,) = decided(bill(one, **(on or {})), *past, **columns)
    return answer


def past(code="C1", on=DAY, quantity=1, **columns):
    """What was paid before, on another bill: by default at its tariff and the rate of adults."""
    known = TARIFFS.act(code, on)
    tariff = Decimal(columns.pop("tariff", (known.fixed_amount or 0) * quantity))
    rate = Decimal(columns.pop("rate", "0.88"))
    reimbursed = (tariff * rate).quantize(Decimal("0.01"))
    return Past(
        **{
            "key": columns.pop("key", 900),
            "bill": 90,
            "code": code,
            "care": known.care,
            "served_on": on,
            "quantity": quantity,
            "tariff": tariff,
            "participation": tariff - reimbursed,
            "reimbursed": reimbursed,
            "amount": tariff,
            "provider": "654321",
            "reference": "R-1",
            "rate": rate,
            "invoiced_quantity": quantity,
        }
        | columns
    )


def codes(answer):
    """The reasons of a line by name."""
    return [one.code for one in answer.reasons]


def parts(answer):
    """Tariff, participation, reimbursed, over the tariff, refused, open: as text."""
    names = ("tariff", "participation", "reimbursed", "over_tariff", "refused", "open")
    return tuple(str(getattr(answer, name)) for name in names)


def as_past(one, result, reference="R-1"):
    """What is kept of the answer about a bill once it is decided; nothing of what was refused."""
    return [
        Past(
            key=answer.key,
            bill=one.key,
            code=facts.code,
            care=answer.care,
            served_on=facts.served_on,
            quantity=answer.quantity,
            tariff=answer.tariff,
            participation=answer.participation,
            reimbursed=answer.reimbursed,
            amount=facts.amount,
            provider=one.provider.code if one.provider else "",
            prescribed_on=one.prescribed_on,
            reference=reference,
            rate=answer.rate,
            invoiced_quantity=facts.quantity,
            full_cover=sum(
                (step.amount for step in answer.steps if step.what == "full_cover"), Decimal("0.00")
            ),
        )
        for facts, answer in zip(one.lines, result.lines, strict=True)
        if answer.verdict in {Verdict.ACCEPTED, Verdict.PARTLY}
    ]


def in_turn(bills, *before, **columns):
    """The answers by bill when each is decided before the next is looked at."""
    results, known = {}, list(before)
    for one in bills:
        results[one.key] = adjudicate(one, context(*known, **columns))
        known += as_past(one, results[one.key])
    return results
