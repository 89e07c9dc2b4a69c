"""The published calculation cases: whoever runs them gets what the portal gets."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from insured.choices.affiliation import Cover, Fund
from insured.rules.coverage import History, Period
from reimbursements.choices.care import Care, DocumentKind, Flag, Nomenclature, Proof, Setting
from reimbursements.choices.reasons import Reason
from reimbursements.rules.adjudication import adjudicate
from reimbursements.rules.facts import (
    Authorisation,
    BillFacts,
    Context,
    LineFacts,
    Past,
    Patient,
    Provider,
)
from reimbursements.rules.tariff_files import published
from reimbursements.rules.tariffs import Act, Tariffs, Value

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "calculation-cases"
LONG_AGO = date(1990, 1, 1)
AMOUNTS = {
    "amount", "fee", "approved_tariff", "approved_rate", "tariff", "participation",
    "reimbursed", "rate", "full_cover", "exchange_rate",
}  # fmt: skip
WORDS = {"setting": Setting, "document_kind": DocumentKind, "proof": Proof, "care": Care}
EXPECTED = {
    "verdict", "invoiced", "tariff", "participation", "reimbursed", "over_tariff", "refused",
    "open", "quantity", "rate", "reasons",
}  # fmt: skip
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['case']}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


def typed(entry, **names):
    """The columns of an entry: text with an amount is a number, `names` have another name here."""
    return {names.get(name, name): _typed(name, value) for name, value in entry.items()}


def _typed(name, value):
    if value is None:
        return None
    if name in AMOUNTS:
        assert isinstance(value, str), f"{name} is written as text: {value}"
        return Decimal(value)
    return WORDS[name](value) if name in WORDS else value


def tariffs_of(case):
    """The published tariffs with what the case assumes."""
    known, assumed = published(), case.get("assume", {})
    acts = [
        Act(
            code=one["code"],
            nomenclature=Nomenclature.DOCTORS,
            label=one["code"],
            care=Care(one["care"]),
            since=LONG_AGO,
            legal_basis="assumed",
            source="assumed",
            fixed_amount=Decimal(one["amount"]),
            flags=frozenset(map(Flag, one.get("flags", ()))),
        )
        for one in assumed.get("acts", ())
    ]
    values = [
        Value(one["name"], Decimal(one["amount"]), one["unit"], LONG_AGO, "assumed", "assumed")
        for one in assumed.get("values", ())
    ]
    new = Tariffs.of(acts, values)
    assert not new.acts.keys() & known.acts.keys(), "A published act is not assumed anew."
    return Tariffs(known.acts | new.acts, known.values | new.values, known.version)


def bill_of(case):
    entry = {"sent_on": date(2026, 11, 22), "paid_on": date(2026, 11, 20), "provider": "A"}
    columns = typed(entry | case.get("bill", {}))
    columns["provider"] = Provider(columns["provider"])
    return BillFacts(
        key=1,
        patient=Patient(key=1, **{"born": date(1980, 5, 4)} | case.get("patient", {})),
        lines=tuple(
            LineFacts(key=key, **line_of(entry)) for key, entry in enumerate(case["lines"])
        ),
        **columns,
    )


def line_of(entry):
    columns = typed(entry, day="served_on", fee="convenience_fee")
    if "refused_for" in columns:
        columns["refused_for"] = Reason(columns["refused_for"])
    return columns


def context_of(case):
    affiliation = None
    if "insured" in case:
        span = case["insured"]
        period = Period(Cover.COMPULSORY, Fund.CNS, span["first"], span.get("last"))
        affiliation = History([period]).on
    before = [
        Past(key=key, bill=key, **{"quantity": 1} | typed(entry, day="served_on"))
        for key, entry in enumerate(case.get("before", ()), 100)
    ]
    return Context(
        tariffs=tariffs_of(case),
        affiliation=affiliation,
        past=tuple(before),
        authorisations=tuple(Authorisation(**typed(one)) for one in case.get("authorised", ())),
    )


def reason_as_expected(reason, expected):
    """A reason is compared by its code, or with what it speaks of where the case says it."""
    if isinstance(expected, str):
        return str(reason.code)
    ((_code, about),) = expected.items()
    said = {name: str(reason.about.get(name)) for name in about}
    return {str(reason.code): said}


def plain(expected):
    if isinstance(expected, str):
        return expected
    return {
        code: {name: str(value) for name, value in about.items()}
        for code, about in expected.items()
    }


@pytest.mark.parametrize("case", CASES)
def test_the_engine_answers_as_published(case):
    answers = adjudicate(bill_of(case), context_of(case)).lines
    assert len(answers) == len(case["expect"])
    for answer, expected in zip(answers, case["expect"], strict=True):
        assert expected.keys() <= EXPECTED
        for name, value in expected.items():
            if name == "reasons":
                assert len(answer.reasons) == len(value), answer.reasons
                pairs = zip(answer.reasons, value, strict=True)
                assert [reason_as_expected(*pair) for pair in pairs] == list(map(plain, value))
            elif name in {"quantity", "verdict"}:
                assert getattr(answer, name) == value, name
            else:
                assert getattr(answer, name) == Decimal(value), name


def test_every_case_says_what_it_shows_once():
    titles = [case.values[0]["case"] for case in CASES]
    assert len(set(titles)) == len(titles)
    assert len(titles) > 40


def test_the_keys_of_a_case_are_described():
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    used = {key for case in CASES for key in case.values[0]}
    used |= {key for case in CASES for key in case.values[0].get("bill", ())}
    used |= {key for case in CASES for one in case.values[0]["lines"] for key in one}
    assert [key for key in sorted(used) if f"`{key}`" not in text] == []


@pytest.mark.parametrize("amount", ["0.01", "62.61"])
def test_a_wrong_case_is_noticed(amount):
    (case,) = CASES[0].values
    with pytest.raises(AssertionError):
        test_the_engine_answers_as_published(
            {**case, "expect": [{**case["expect"][0], "reimbursed": amount}]}
        )
