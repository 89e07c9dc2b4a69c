"""A copy holds every row that is about its person, each once, and nothing of anybody else.

What is about whom is found out here by following keys, independently of what the rooms declare. A
new table with a key to people fails the first tests until its room tells its rows.
"""

import io
import re
from collections import Counter
from contextlib import nullcontext
from functools import cache

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models, transaction

from cns_portal.accounts.models import Account
from cns_portal.kernel import matricule
from cns_portal.privacy import holdings, naming
from cns_portal.rights.services import archive
from cns_portal.sealing.fields import Sealed
from insured.models import InsuredPerson
from tests.rights.copies import Copy
from tests.rights.lives import SECRETS, live

pytestmark = pytest.mark.django_db

# Tables with keys that lead to people, and no rows that are about an insured person.
NOBODYS = {
    "admin.LogEntry": "what the staff did in the admin",
    "appointments.Agency_agents": "where agents work",
    "appointments.DeskShift": "when agents worked",
    "appointments.FreedTime": "times without anybody",
    "appointments.Replanning": "what an agent decided; its steps are about people",
    "audit.AuditLink": "digests of lines of the trail",
    "contact.Letter": "letters of visitors, who have no file",
    "insured.DeclarationImport": "files of many people, not kept",
    "insured.RejectedRow": "lines of such a file, by number",
    "reimbursements.ActValue": "values",
    "reimbursements.ParameterValue": "values",
    "reimbursements.PaymentBatch": "files of many people; each payment is a row of its own",
    "reimbursements.TariffLoad": "values",
}
# Keys that name somebody in a row of somebody else: what hangs on that row is the other one's.
NAMES = {
    "insured.AffiliationPeriod.through",
    "insured.Card.request",
    "insured.FamilyTie.request",
    "insured.Paper.request",
    "insured.Request.about",
    "incapacity.Certificate.child",
    "incapacity.Certificate.earlier",
    "reimbursements.Bill.patient",
    "reimbursements.LineDecision.patient",
}
OF_ACCOUNTS = {"accounts", "account", "socialaccount", "mfa"}


@pytest.fixture(scope="module")
def marie(django_db_setup, django_db_blocker, tmp_path_factory):
    """Somebody of the demonstration of whom every table knows something."""
    patch = pytest.MonkeyPatch()
    patch.setattr(settings, "PRIVATE_ROOT", str(tmp_path_factory.mktemp("private")))
    patch.setattr(settings, "CLAMAV_URL", "")
    patch.setattr(settings, "DEMO_MODE", True)
    patch.setattr("cns_portal.queue._send", lambda task: None)
    patch.setattr(archive, "snapshot", nullcontext)  # all of this is one transaction already
    patch.setattr("cns_portal.demo.past.seed_past", lambda places: 0)  # thousands of nobody's
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_demo", verbosity=0, stdout=io.StringIO())
        person = max(InsuredPerson.objects.exclude(account=None), key=how_much)
        live(person)
        yield person
        transaction.set_rollback(True)
    patch.undo()


@pytest.fixture(scope="module")
def her_copy(marie, django_db_blocker) -> Copy:
    return copy_of(marie)


def copy_of(person: InsuredPerson) -> Copy:
    file = io.BytesIO()
    archive.write(person, file, language="en", progress=lambda done, total: None)
    return Copy(file.getvalue())


def how_much(person: InsuredPerson) -> int:
    return len([rows for rows in told(person).values() if rows])


def told(person: InsuredPerson) -> dict[str, list[int]]:
    """The keys of all rows that the holdings tell, by table, as often as they tell them."""
    found: dict[str, list[int]] = {}
    for holding in holdings():
        for rows in holding.rows_of(person.dossier):
            found.setdefault(rows.model._meta.label, []).extend(rows.values_list("pk", flat=True))
    return found


# -- following keys -----------------------------------------------------------------------------


@cache
def keys_of(model: type[models.Model]) -> list[models.Field]:
    """Its keys, without those that say who did something."""
    if model._meta.label in NOBODYS:
        return []
    return [
        one
        for one in model._meta.concrete_fields
        if one.is_relation
        and one.related_model is not model
        and (one.related_model is not Account or model._meta.app_label in OF_ACCOUNTS)
    ]


def name_of(key: models.Field) -> str:
    return f"{key.model._meta.label}.{key.name}"


def leads_to_people(model: type[models.Model], seen: frozenset = frozenset()) -> bool:
    if model._meta.label in naming.PEOPLE:
        return True
    return model not in seen and any(
        leads_to_people(key.related_model, seen | {model}) for key in keys_of(model)
    )


TABLES = sorted(
    model._meta.label
    for model in apps.get_models(include_auto_created=True)
    if leads_to_people(model)
)


def followed(person: InsuredPerson) -> dict[str, set[int]]:
    """Every row to which keys lead, from the person on."""
    found = {
        "insured.InsuredPerson": {person.pk},
        "accounts.Dossier": {person.dossier_id},
        "accounts.Account": {person.account_id} - {None},
    }
    before = 0
    while before != (before := sum(map(len, found.values()))):
        for model in apps.get_models(include_auto_created=True):
            for key in keys_of(model):
                known = found.get(key.related_model._meta.label)
                if known and name_of(key) not in NAMES:
                    rows = model._base_manager.filter(**{f"{key.name}__in": known})
                    if model._meta.label == "appointments.VideoSignal":
                        rows = rows.exclude(sender="agent")  # said by the agent's browser
                    found.setdefault(model._meta.label, set()).update(
                        rows.values_list("pk", flat=True)
                    )
    return {table: rows for table, rows in found.items() if rows}


# -- everything ---------------------------------------------------------------------------------


def test_every_table_with_a_key_to_people_has_rows_of_hers(marie):
    known = told(marie)
    without = ", ".join(table for table in TABLES if not known.get(table))
    assert not without, without


def test_no_exception_is_left_that_nobody_needs():
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert sorted(set(NOBODYS) - labels) == []
    keys = {name_of(key) for label in labels for key in keys_of(apps_model(label))}
    assert sorted(NAMES - keys - {"incapacity.Certificate.earlier"}) == []


def apps_model(label: str) -> type[models.Model]:
    return next(
        one for one in apps.get_models(include_auto_created=True) if one._meta.label == label
    )


def test_every_row_to_which_keys_lead_is_told(marie):
    for person in [marie, *InsuredPerson.objects.exclude(pk=marie.pk)]:
        known = told(person)
        missing = {
            table: rows - set(known.get(table, ()))
            for table, rows in followed(person).items()
            if rows - set(known.get(table, ()))
        }
        assert missing == {}, person.pk


def test_every_row_that_names_somebody_is_told_to_them(marie):
    for person in InsuredPerson.objects.all():
        known = told(person)
        for model in apps.get_models():
            for key in keys_of(model):
                if key.related_model is InsuredPerson:
                    rows = model._base_manager.filter(**{key.name: person})
                    if "state" in {one.name for one in model._meta.fields}:
                        rows = rows.exclude(state="draft") if name_of(key) in NAMES else rows
                    left = set(rows.values_list("pk", flat=True)) - set(
                        known.get(model._meta.label, ())
                    )
                    assert left == set(), (person.pk, name_of(key))


def test_each_row_is_told_once(marie):
    for person in InsuredPerson.objects.all():
        for table, rows in told(person).items():
            twice = [key for key, times in Counter(rows).items() if times > 1]
            assert twice == [], (person.pk, table)


def test_all_that_is_told_is_in_the_copy(marie, her_copy):
    known = {table.lower(): rows for table, rows in told(marie).items() if rows}
    assert {table: len(rows) for table, rows in her_copy.rows.items()} == {
        table: len(rows) for table, rows in known.items()
    }
    for table, rows in her_copy.rows.items():
        assert {row["id"] for row in rows} == set(known[table]), table


def test_what_is_sealed_is_open_in_it(marie, her_copy):
    numbers = {row["iban"] for row in her_copy.rows["insured.bankaccount"]}
    assert numbers == {account.iban for account in marie.bank_accounts.all()} != set()
    assert {row["text"] for row in her_copy.rows["procedures.reply"]} >= {"Moien"}


def test_her_files_are_in_it_as_they_were_kept(her_copy):
    files = [row["file"]["file"] for row in her_copy.rows["documents.document"] if "file" in row]
    there = [name for name in files if name in her_copy.files]
    assert there
    assert all(her_copy.files[name][:2] in (b"\xff\xd8", b"%P", b"\x89P") for name in there)
    index = her_copy.files["index.html"].decode()
    assert all(name in index for name in set(files) - set(there))  # rows without bytes
    attached = [
        row["content"]["file"] for row in her_copy.rows["inbox.attachment"] if row["content"]
    ]
    assert all(her_copy.files[name] for name in attached)
    together = [name for name in her_copy.files if name.startswith("documents/")]
    assert sorted(together) == sorted({*there, *attached})
    assert f"{len(together)} files are in the folder" in index


def test_the_pages_say_what_the_data_say(her_copy):
    for name, told_there in her_copy.holdings.items():
        page = her_copy.files[name.replace("data/", "pages/").replace(".json", ".html")].decode()
        rows = sum(len(table["rows"]) for table in told_there["tables"])
        assert page.count('class="record"') == rows, name
        assert str(told_there["label"]).split("&")[0][:10] in page
    index = her_copy.files["index.html"].decode()
    links = set(re.findall(r'href="([^"]+)"', index))
    assert links <= set(her_copy.files)


# -- and nothing else ---------------------------------------------------------------------------


def test_nobody_else_is_named_in_it(marie, her_copy):
    words = her_copy.words
    for other in InsuredPerson.objects.exclude(pk=marie.pk):
        for written in naming.spellings(other.first_name, other.last_name):
            assert not re.search(rf"(?i)(?<!\w){re.escape(written)}(?!\w)", words), written
        for number in filter(None, (other.matricule, other.email, other.person_identifier)):
            assert number not in words, number
        if other.matricule:
            assert matricule.grouped(other.matricule) not in words
    for agent in Account.objects.filter(is_staff=True):
        assert not re.search(rf"(?<!\w){re.escape(agent.get_full_name())}(?!\w)", words), agent


def test_no_other_copy_names_her_or_anybody_else(marie):
    everybody = list(InsuredPerson.objects.all())
    for person in everybody:
        if person.pk == marie.pk:
            continue
        words = copy_of(person).words
        for other in everybody:
            if other.pk != person.pk:
                assert f"{other.first_name} {other.last_name}" not in words, (person.pk, other.pk)
                assert not other.matricule or other.matricule not in words, (person.pk, other.pk)


def test_no_secret_leaves_the_portal(her_copy):
    everything = her_copy.words
    for column, secret in SECRETS.items():
        assert secret not in everything, column
    assert '"sdp": "mine"' in everything
    assert '"sdp": "agents"' not in everything


def test_no_column_is_handed_out_whose_name_says_that_it_opens_something(her_copy):
    opens = re.compile(
        r"password|secret|token|session|hash|digest|storage_name|check_in|^key$|_key$"
    )
    handed_out = {
        f"{table}.{column}"
        for table, rows in her_copy.rows.items()
        for row in rows
        for column in row
        if opens.search(column)
    }
    assert sorted(handed_out) == []


def test_every_sealed_column_is_handed_out_or_left_out_on_purpose(her_copy):
    handed_out = {
        f"{table}.{column}" for table, rows in her_copy.rows.items() for column in rows[0]
    }
    sealed = {
        f"{model._meta.label_lower}.{one.name}"
        for model in apps.get_models()
        if model._meta.label in TABLES
        for one in model._meta.concrete_fields
        if isinstance(one, Sealed)
    }
    left_out = {
        f"{table['table']}.{column}"
        for told_there in her_copy.holdings.values()
        for table in told_there["tables"]
        for column in table["left_out"]
    }
    missing = ", ".join(sorted(sealed - handed_out - left_out))
    assert not missing, missing
