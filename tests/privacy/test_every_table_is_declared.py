"""Whatever has a key to a person is in the tables of a holding: a new table cannot be forgotten."""

import pytest
from django.apps import apps
from django.db.models import CASCADE, ForeignKey

from cns_portal.accounts.models import Account, Dossier
from cns_portal.keeping import Holding
from cns_portal.privacy import holdings
from insured.models import InsuredPerson

MODELS = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
SAID_IN_WORDS = ("label", "what", "why", "legal_basis", "keep_for")


def keys(model):
    return [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]


def leading_to(*ends, over=lambda key: True):
    """The tables from which keys lead to one of these, directly or over others."""
    found, before = set(ends), set()
    while found != before:
        before = set(found)
        found |= {
            model
            for model in MODELS
            if any(key.related_model in before and over(key) for key in keys(model))
        }
    return found


def is_a_part(key):
    return key.remote_field.on_delete is CASCADE


def tables_about_people():
    """Of keys to an account (who wrote this) those right at a row; and the parts of an account."""
    about = leading_to(InsuredPerson, Dossier) | leading_to(Account, over=is_a_part)
    about |= {model for model in MODELS if any(key.related_model is Account for key in keys(model))}
    return sorted(about, key=lambda model: model._meta.label)


def test_a_person_has_a_good_many_tables():
    labels = {table._meta.label for table in tables_about_people()}
    assert {
        "accounts.Dossier",
        "account.EmailConfirmation",
        "appointments.VideoSignal",
        "incapacity.Diagnosis",
        "insured.Mandate",
        "reimbursements.TariffLoad",
    } < labels
    assert "reimbursements.ActValue" not in labels


@pytest.mark.parametrize("table", tables_about_people(), ids=lambda table: table._meta.label)
def test_what_has_a_key_to_a_person_is_declared(table):
    assert [holding.code for holding in holdings() if table in holding.tables]


@pytest.mark.parametrize("holding", holdings(), ids=lambda holding: holding.code)
def test_a_holding_says_all_that_the_record_of_processing_needs(holding):
    assert all(str(getattr(holding, name)).strip() for name in SAID_IN_WORDS)
    assert holding.code == holding.code.lower()
    assert len(holding.code) <= 60
    assert holding.measures
    assert holding.recipients
    assert bool(holding.persons) == bool(holding.categories)


@pytest.mark.parametrize(
    "holding",
    [one for one in holdings() if one.tables],
    ids=lambda holding: holding.code,
)
def test_what_has_tables_of_people_says_what_an_erasure_does(holding):
    about_insured = leading_to(InsuredPerson, Dossier)
    if any(table in about_insured for table in holding.tables):
        assert type(holding).erase is not Holding.erase
        assert type(holding).would_erase is not Holding.would_erase
