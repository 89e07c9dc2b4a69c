"""A copy, an erasure, and a copy again: what is left is what the declarations keep, nothing else.

Everybody of the demonstration is erased in turn, and everything is put back after each.
"""

import io
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from unittest.mock import patch

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from cns_portal import audit, clock, privacy
from cns_portal.accounts.models import Account
from cns_portal.audit.models import AuditEntry
from cns_portal.keeping import Turn
from cns_portal.privacy import erasing, holdings
from cns_portal.privacy.choices import OrderState
from cns_portal.rights.presenters.erasing import ErasurePlan
from cns_portal.rights.services import archive
from insured.models import InsuredPerson
from tests.rights.copies import Copy
from tests.rights.lives import live

pytestmark = pytest.mark.django_db

# What an erasure itself writes down.
WRITTEN_DOWN = {"audit.trail", "privacy.orders"}
# Parts of a row that a holding tells, and that no holding tells by themselves.
PARTS = {"appointments.VideoSignal", "appointments.FreedTime", "sessions.Session"}


@dataclass
class Erasure:
    """What one erasure did to somebody, whatever was open."""

    person: InsuredPerson
    planned: erasing.Plan
    before: dict
    gone: dict
    done: bool
    after: dict
    planned_again: erasing.Plan
    lost: dict


@pytest.fixture(scope="module")
def everybody(django_db_setup, django_db_blocker, tmp_path_factory):
    """The people of the demonstration, of one of whom every table knows something."""
    changed = pytest.MonkeyPatch()
    changed.setattr(settings, "PRIVATE_ROOT", str(tmp_path_factory.mktemp("private")))
    changed.setattr(settings, "CLAMAV_URL", "")
    changed.setattr(settings, "DEMO_MODE", True)
    changed.setattr("cns_portal.queue._send", lambda task: None)
    changed.setattr("cns_portal.demo.past.seed_past", lambda places: 0)  # thousands of nobody's
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_demo", verbosity=0, stdout=io.StringIO())
        people = list(InsuredPerson.objects.order_by("pk"))
        live(next(person for person in people if person.account_id))
        yield people
        transaction.set_rollback(True)
    changed.undo()


@pytest.fixture(scope="module")
def erasures(everybody, django_db_blocker):
    """Each of them erased at once; what is open has to survive that."""
    with patch.object(erasing, "_what_is_open", lambda dossier, now: ""):
        return [erasure_of(person) for person in everybody]


def erasure_of(person):
    now = clock.now()
    planned, before, rows = privacy.plan_erasure(person.dossier, now=now), told(person), all_rows()
    with put_back():
        order, done = erased(person)
        left = all_rows()
        return Erasure(
            person=person,
            planned=planned,
            before=before,
            gone={step.holding: step.gone for step in order.steps.all() if step.gone},
            done=done,
            after=told(person),
            planned_again=privacy.plan_erasure(person.dossier, now=now),
            lost={table: rows[table] - left[table] for table in rows if rows[table] - left[table]},
        )


@contextmanager
def put_back():
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def told(person):
    """The keys of all rows that each holding tells about somebody: (holding, table) → keys."""
    found = {}
    for holding in holdings():
        for rows in holding.rows_of(person.dossier):
            name = (holding.code, rows.model._meta.label)
            found.setdefault(name, set()).update(rows.values_list("pk", flat=True))
    return {name: rows for name, rows in found.items() if rows}


def all_rows():
    return {
        model._meta.label: set(model._base_manager.values_list("pk", flat=True))
        for model in apps.get_models(include_auto_created=True)
    }


def erased(person):
    order = privacy.order_erasure(person.dossier, by=audit.SYSTEM, now=clock.now())
    done = erasing.carry_out(order.pk, now=clock.now())
    order.refresh_from_db()
    return order, done


def room_of(code):
    return code.partition(".")[0]


def same(name):
    return name[0] not in WRITTEN_DOWN


def test_who_has_something_open_waits_and_loses_nothing(everybody, erasures):
    hindered = [one for one in erasures if one.planned.hindrances]
    assert 0 < len(hindered) < len(everybody)
    for one in hindered[:5]:
        with put_back():
            order, done = erased(one.person)
            codes = dict.fromkeys(one.holding.code for one in one.planned.hindrances)
            assert (order.state, done) == (OrderState.WAITING, False)
            assert order.stopped_by == ", ".join(codes)
            left = {name: rows for name, rows in told(one.person).items() if same(name)}
            assert left == {name: rows for name, rows in one.before.items() if same(name)}


def test_what_was_planned_is_what_happens(erasures):
    for one in erasures:
        assert one.done
        gone = dict(one.gone)
        expected = {part.holding.code: part.erased.gone for part in one.planned.goes}
        for code in {"procedures.messages", "documents.files"}:
            # What hung on what rooms deleted is not counted twice; what that set free is.
            gone.pop(code, 0), expected.pop(code, 0)
        assert gone == expected, one.person.pk


def test_a_second_erasure_finds_nothing(erasures):
    for one in erasures:
        assert {part.holding.code for part in one.planned_again.goes} == set(), one.person.pk


def test_what_is_left_is_what_a_holding_keeps_or_what_is_open(erasures):
    for one in erasures:
        kept = {part.holding.code for part in one.planned_again.stays}
        # What hangs on something open (the offer of an earlier time) is in a holding of its room.
        open_in = {room_of(hindrance.holding.code) for hindrance in one.planned_again.hindrances}
        unexplained = {
            (code, table)
            for code, table in one.after
            if code not in kept and room_of(code) not in open_in
        }
        assert unexplained == set(), one.person.pk


def test_an_erasure_writes_nothing_new_about_somebody_but_that_it_was_done(erasures):
    for one in erasures:
        new = {name for name, rows in one.after.items() if rows - one.before.get(name, set())}
        assert {name for name in new if same(name)} == set(), one.person.pk


def test_what_is_open_survives(erasures):
    for one in erasures:
        hindrances = [(each.holding.code, each.obstacle) for each in one.planned.hindrances]
        again = [(each.holding.code, each.obstacle) for each in one.planned_again.hindrances]
        assert again == hindrances, one.person.pk


def test_each_stay_says_why(erasures):
    for one in erasures:
        for part in one.planned.stays:
            assert all(stays.count > 0 and str(stays.why).strip() for stays in part.erased.stays)


def test_where_only_a_part_goes_the_page_says_which(erasures):
    parts = {part.holding.code for one in erasures for part in one.planned.goes} & {
        part.holding.code for one in erasures for part in one.planned.stays
    }
    silent = {one.code for one in holdings() if one.code in parts and not one.part_that_goes}
    assert silent == set()
    for one in erasures:
        page = ErasurePlan(one.planned)
        goes = [line["label"] for line in page.goes]
        stays = {line["label"] for line in page.stays}
        assert len(goes) == len(set(goes))
        assert stays.isdisjoint(goes), one.person.pk


def test_nobody_else_loses_a_row(erasures):
    """Each row that went had been told to the person who was erased, or was a part of one."""
    for one in erasures:
        theirs = {}
        for (_code, table), rows in one.before.items():
            theirs.setdefault(table, set()).update(rows)
        for table, rows in one.lost.items():
            assert table in PARTS or rows <= theirs.get(table, set()), (one.person.pk, table)


def test_the_second_copy_knows_neither_address_nor_account(everybody):
    person = next(one for one in everybody if one.account_id)
    email, phone, account = person.email, person.phone, person.account
    with put_back(), patch.object(erasing, "_what_is_open", lambda dossier, now: ""):
        erased(person)
        left = InsuredPerson.objects.get(pk=person.pk)
        assert (left.email, left.phone, left.account) == ("", "", None)
        account.refresh_from_db()
        assert (account.first_name, account.last_name, account.email) == ("", "", "")
        assert (account.username, account.is_active) == (f"erased-{account.pk}", False)
        file = io.BytesIO()
        with patch.object(archive, "snapshot", nullcontext):  # one transaction already
            archive.write(left, file, language="en", progress=lambda done, total: None)
        tables = {table for table, rows in Copy(file.getvalue()).rows.items() if rows}
        assert "accounts.account" not in tables
        assert "insured.insuredperson" in tables
    assert email or phone


def test_the_trail_loses_nothing_and_says_that_it_was_done(everybody, erasures):
    assert not [one.person.pk for one in erasures if "audit.AuditEntry" in one.lost]
    person = everybody[0]
    with put_back(), patch.object(erasing, "_what_is_open", lambda dossier, now: ""):
        erased(person)
        entry = AuditEntry.objects.get(action="dossier.erased", dossier=person.dossier)
        assert all(isinstance(count, int) for count in entry.details.values())


def test_somebody_who_comes_back_can_be_erased_again(everybody):
    person = next(one for one in everybody if one.account_id)
    with put_back(), patch.object(erasing, "_what_is_open", lambda dossier, now: ""):
        erased(person)
        anew = Account.objects.create_user("somebody-new")
        InsuredPerson.objects.filter(pk=person.pk).update(account=anew)
        order, done = erased(person)
        assert (done, order.state) == (True, OrderState.DONE)
        assert Account.objects.get(pk=anew.pk).username == f"erased-{anew.pk}"


def test_what_points_at_a_person_goes_before_them():
    turns = [holding.turn for holding in erasing.in_order()]
    assert turns == sorted(turns)
    assert erasing.in_order()[-1].code == "insured.persons"
    assert turns[-1] == Turn.PERSON
