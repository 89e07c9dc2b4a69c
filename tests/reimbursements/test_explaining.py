"""Reasons, steps and amounts in words; and kept beside a line and read back."""

import ast
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils import translation

from insured.choices.coverage import LegalBasis
from reimbursements.choices.explanations import BASES, MORE, MORE_OF_ANY, STEPS, WAYS_OUT
from reimbursements.choices.reasons import Reason, Verdict
from reimbursements.presenters import explaining
from reimbursements.rules import adjudication
from reimbursements.rules.keeping import kept_reasons, kept_steps, reasons_of, steps_of
from reimbursements.rules.result import Because, LineResult, Step

CONSULTATION = LineResult(
    key=1,
    verdict=Verdict.PARTLY,
    invoiced=Decimal("72.60"),
    tariff=Decimal("62.60"),
    participation=Decimal("7.51"),
    reimbursed=Decimal("55.09"),
    refused=Decimal("10.00"),
    rate=Decimal("0.88"),
    reasons=(Because(Reason.CONVENIENCE_FEE),),
    steps=(
        Step("tariff", Decimal("62.60"), Decimal("11.95"), date(2026, 6, 1), "RGD, article 4"),
        Step("rate", Decimal("55.09"), Decimal("0.88"), legal_basis="Statutes"),
    ),
)
ONLY_CALCULATION = {
    Reason.OVER_TARIFF,
    Reason.CONVENIENCE_FEE,
    Reason.ONE_A_DAY,
    Reason.REDUCED,
    Reason.NOT_CUMULATED,
    Reason.FOREIGN_BILL,
    Reason.SET_BY_AGENT,
    Reason.QUANTITY_APPROVED,
}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize("code", Reason.values)
def test_every_reason_names_what_it_rests_on(code):
    said = explaining.reason(Because(Reason(code)))
    assert said.sentence == Reason(code).label
    assert said.legal_basis == BASES[Reason(code)] != ""


@pytest.mark.parametrize("code", sorted(set(Reason.values) - ONLY_CALCULATION))
def test_every_reason_to_refuse_tells_the_way_out(code):
    assert explaining.reason(Because(Reason(code))).what_to_do == WAYS_OUT[Reason(code)]


def test_a_nearer_legal_basis_counts():
    said = explaining.reason(Because(Reason.TOO_SOON, {"legal_basis": "Statutes, article 12"}))
    assert said.legal_basis == "Statutes, article 12"


@pytest.mark.parametrize(
    ("code", "about", "more"),
    [
        (
            Reason.TOO_SOON,
            {"possible_again_on": "2027-03-01"},
            "It is possible again from 1 March 2027 on.",
        ),
        (Reason.QUANTITY_CUT, {"limit": 12}, "At most 12 can be reimbursed."),
        (Reason.CEILING_REACHED, {"limit": "81.84"}, "The limit is 81.84\N{NO-BREAK SPACE}€."),
        (Reason.REDUCED, {"rate": "0.5"}, "Of the tariff, 50\N{NO-BREAK SPACE}% is taken."),
        (Reason.NO_PROOF, {"until": "2026-12-24"}, "Please send it by 24 December 2026."),
        (
            Reason.DUPLICATE,
            {"reference": "ABCD-EFGH"},
            "It was reimbursed under the reference ABCD-EFGH.",
        ),
        (Reason.FOREIGN_BILL, {"country": "BE"}, "The care was given in: Belgium."),
        (Reason.NO_PROOF, {"until": None, "another": "thing"}, ""),
    ],
)
def test_what_a_reason_speaks_of_is_said_in_words(code, about, more):
    assert explaining.reason(Because(code, about)).more == more


def test_days_and_amounts_are_written_as_the_reader_writes_them():
    with translation.override("fr"):
        said = explaining.reason(Because(Reason.CEILING_REACHED, {"limit": "1081.84"}))
        assert "1\N{NO-BREAK SPACE}081,84\N{NO-BREAK SPACE}€" in said.more
        assert explaining.share(Decimal("0.875")) == "87,5\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize("key", sorted(MORE, key=str) + sorted(MORE_OF_ANY))
def test_a_sentence_has_one_place_for_the_value(key):
    sentence = MORE.get(key) or MORE_OF_ANY[key]
    assert str(sentence).count("{value}") == 1
    assert str(sentence).format(value="x")


def test_a_line_says_what_comes_out_and_how():
    said = explaining.explained(CONSULTATION)
    assert said.summary.replace("\N{NO-BREAK SPACE}", " ") == (
        "The tariff is 62.60 €. The insurance pays 55.09 € of it. Your own share is 7.51 €. "
        "10.00 € is not covered."
    )
    assert [step.sentence.replace("\N{NO-BREAK SPACE}", " ") for step in said.steps] == [
        "Tariff of the act: × 11.95, which comes to 62.60 €. This value holds since 1 June 2026.",
        "Share that the insurance pays: 88 %, which comes to 55.09 €.",
    ]
    assert [reason.legal_basis for reason in said.reasons] == [str(BASES[Reason.CONVENIENCE_FEE])]
    assert [step.legal_basis for step in said.steps] == ["RGD, article 4", "Statutes"]
    assert (said.label, said.tone) == ("Accepted in part", "info")


@pytest.mark.parametrize(
    ("amounts", "sentence"),
    [
        ({"invoiced": "20.00", "refused": "20.00"}, "Of 20.00 €, nothing is reimbursed."),
        ({"invoiced": "20.00", "open": "20.00"}, "Of 20.00 €, an agent decides about 20.00 €."),
        ({"invoiced": "0.00"}, "Nothing was invoiced."),
        (
            {"invoiced": "20.00", "tariff": "20.00", "reimbursed": "20.00"},
            "The tariff is 20.00 €. The insurance pays 20.00 € of it.",
        ),
    ],
)
def test_a_summary_says_only_what_there_is(amounts, sentence):
    line = LineResult(
        key=1,
        verdict=Verdict.ACCEPTED,
        **{name: Decimal(amount) for name, amount in amounts.items()},
    )
    assert explaining.summary(line).replace("\N{NO-BREAK SPACE}", " ") == sentence


def test_what_was_kept_is_what_was_said():
    because = Because(
        Reason.TOO_SOON,
        {"possible_again_on": date(2027, 3, 1), "limit": Decimal("3.50"), "left": 0},
    )
    reasons = json.loads(json.dumps(kept_reasons([because])))
    steps = json.loads(json.dumps(kept_steps(CONSULTATION.steps)))
    assert reasons_of(reasons) == (
        Because(Reason.TOO_SOON, {"possible_again_on": "2027-03-01", "limit": "3.50", "left": 0}),
    )
    assert steps_of(steps) == CONSULTATION.steps


def test_a_decided_line_is_explained_like_the_estimate():
    kept = SimpleNamespace(
        verdict="partly",
        invoiced=CONSULTATION.invoiced,
        tariff=CONSULTATION.tariff,
        participation=CONSULTATION.participation,
        reimbursed=CONSULTATION.reimbursed,
        over_tariff=CONSULTATION.over_tariff,
        refused=CONSULTATION.refused,
        reasons=kept_reasons(CONSULTATION.reasons),
        steps=kept_steps(CONSULTATION.steps),
    )
    assert explaining.explained_decision(kept) == explaining.explained(CONSULTATION)


def test_every_step_of_the_engine_has_its_words():
    """A step without words would show its code to people."""
    rules = Path(adjudication.__file__).parent.parent
    files = [*rules.joinpath("adjudication").glob("*.py"), rules / "tariff_amounts.py"]
    named = {
        node.args[0].value
        for file in files
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) in {"step", "Step"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert {"tariff", "rate", "suffix"} <= named
    assert named - set(STEPS) == set()


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step("agent", Decimal("40.00"), Decimal("0.8")), "80 %"),
        (Step("full_cover", Decimal("81.84"), Decimal("81.84")), "81.84 €"),
        (Step("reduced", Decimal("31.30"), Decimal("0.5")), "50 %"),
        (Step("quantity", Decimal("125.20"), Decimal(2)), "2"),
        (Step("suffix", Decimal("68.90"), Decimal("1.10")), "× 1.10"),
        (
            Step("tariff", Decimal("62.60"), Decimal("11.95"), times=Decimal("5.2346")),
            "11.95 × 5.2346",
        ),
        (Step("participation", Decimal("53.58"), Decimal("26.79")), "26.79 €"),
        (Step("counted_before", Decimal("5.00")), ""),
    ],
)
def test_the_value_of_a_step_is_written_as_what_it_is(step, words):
    assert explaining.step(step).value.replace("\N{NO-BREAK SPACE}", " ") == words


def test_the_basis_that_the_hall_names_by_a_code_is_written_out():
    about = {"legal_basis": LegalBasis.FAMILY.value, "affiliation": "ended"}
    said = explaining.reason(Because(Reason.NOT_AFFILIATED, about))
    assert said.legal_basis == LegalBasis.FAMILY.label
    assert said.more == ""
