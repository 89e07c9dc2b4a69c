"""Each night somebody looks whether the trail is whole, and says so when it is not."""

import logging
import re

import pytest
from django.conf import settings
from django.urls import reverse

from cns_portal.audit import chain, checking, sealing, tasks
from cns_portal.audit.models import AuditCheck, AuditEntry, AuditSeal
from cns_portal.web.logs import Redacting
from tests.appointments.agents import window_of
from tests.audit.test_chain import (  # noqa: F401
    dossier,
    entries,
    whoever_owns_the_server,
    write,
)
from tests.factories import AccountFactory
from tests.rights.officers import an_officer

pytestmark = pytest.mark.django_db
NEW, ROUND = AuditCheck.Walk.NEW, AuditCheck.Walk.ROUND


def night() -> int:
    return checking.check(seconds=60)


def walked(walk: str) -> list[tuple[int, int]]:
    rows = AuditCheck.objects.filter(walk=walk).order_by("pk")
    return list(rows.values_list("after_position", "until_position"))


def change(entry: AuditEntry) -> None:
    with whoever_owns_the_server() as cursor:
        cursor.execute("UPDATE audit_auditentry SET action = 'x.y' WHERE id = %s", [entry.pk])


def test_a_night_goes_on_where_the_last_one_ended(entries):  # noqa: F811
    assert night() == 0
    assert walked(NEW) == [(0, 12)]
    assert night() == 0
    assert walked(NEW) == [(0, 12)], "nothing was new"


def test_everything_is_checked_again_within_a_week(entries):  # noqa: F811
    for _ in range(checking.NIGHTS):
        night()
    assert walked(ROUND)[:3] == [(0, 5), (5, 10), (10, 12)]
    assert walked(ROUND)[3] == (0, 5), "and then from the beginning"


def test_the_next_night_takes_what_is_new(entries, dossier):  # noqa: F811
    night()
    write(dossier, 4)
    sealing.seal_new()
    night()
    assert walked(NEW) == [(0, 12), (12, 16)]


def test_without_time_left_the_next_night_does_it(entries, monkeypatch):  # noqa: F811
    assert checking.check(seconds=0) == 0
    assert not AuditCheck.objects.exists()
    monkeypatch.setattr(checking, "PART", 5)
    night()
    assert walked(NEW) == [(0, 5), (5, 10), (10, 12)], "written down part by part"


def test_an_empty_trail_is_whole():
    assert night() == 0
    assert not AuditCheck.objects.exists()


def test_a_change_in_what_is_new_is_found_the_same_night_by_its_position(
    entries,  # noqa: F811
    caplog,
):
    change(entries[6])
    tasks.check()
    [record] = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert record.getMessage().endswith("in 1 places. The first, by position: 7")
    found = AuditCheck.objects.get(walk=NEW)
    assert (found.broken, found.places) == (1, [{"position": 7}])


def test_a_change_in_what_was_checked_long_ago_is_found_within_a_week(entries):  # noqa: F811
    night()
    change(entries[8])
    assert sum(night() for _ in range(checking.NIGHTS)) >= 1
    assert AuditCheck.objects.filter(walk=ROUND, places=[{"position": 9}]).exists()


def test_a_tail_that_was_cut_off_is_found_without_a_head_from_the_log(entries):  # noqa: F811
    night()
    with whoever_owns_the_server() as cursor:
        cursor.execute("DELETE FROM audit_auditlink WHERE position > 10")
        cursor.execute("DELETE FROM audit_auditseal WHERE position > 10")
    assert night() >= 1
    assert AuditCheck.objects.filter(places=[{"position": 12}]).exists()


def test_a_trail_that_was_emptied_is_found(entries):  # noqa: F811
    night()
    with whoever_owns_the_server() as cursor:
        for table in ("link", "seal", "entry"):
            cursor.execute(f"DELETE FROM audit_audit{table}")
    assert night() == 1


def test_a_chain_that_was_calculated_anew_is_found(entries):  # noqa: F811
    night()
    change(entries[5])
    with whoever_owns_the_server() as cursor:
        cursor.execute("DELETE FROM audit_auditlink")
        cursor.execute("DELETE FROM audit_auditseal")
    sealing.seal_new(limit=5)
    sealing.seal_new()
    assert sum(night() for _ in range(checking.NIGHTS)) >= 1


def test_each_night_the_log_keeps_the_head(entries, caplog):  # noqa: F811
    caplog.set_level(logging.INFO, logger="cns_portal.audit.checking")
    tasks.check()
    [record] = [one for one in caplog.records if "Head" in one.getMessage()]
    assert Redacting().filter(record)
    newest = AuditSeal.objects.order_by("-position").first()
    head = re.search(r"Head (\d+:[0-9a-f-]+)$", record.getMessage())[1]
    assert chain.from_words(head) == (newest.position, bytes(newest.head))


def test_officers_and_superusers_read_of_a_break_on_their_first_page(entries):  # noqa: F811
    officer, superuser = an_officer(), AccountFactory(agent=True, is_superuser=True)
    another = AccountFactory(agent=True)
    words = "The audit trail is broken"
    night()
    assert words not in window_of(officer).get("/admin/").content.decode()
    change(entries[1])
    sealing.seal_new()
    for _ in range(checking.NIGHTS):
        night()
    for who, sees in ((officer, True), (superuser, True), (another, False)):
        page = window_of(who).get("/admin/").content.decode()
        assert (words in page) is sees
    the_list = reverse("admin:audit_auditcheck_changelist")
    shown = window_of(officer).get(f"{the_list}?outcome=broken")
    assert shown.status_code == 200
    row = AuditCheck.objects.filter(broken__gt=0).first()
    page = window_of(officer).get(reverse("admin:audit_auditcheck_change", args=[row.pk]))
    assert page.status_code == 200
    assert window_of(another).get(the_list).status_code == 403
    assert window_of(superuser).get(reverse("admin:audit_auditcheck_add")).status_code == 403


def test_the_beat_asks_for_it_each_night_and_it_ends_before_another_worker_gets_it():
    plan = settings.CELERY_BEAT_SCHEDULE["check the trail"]
    assert plan["task"] == tasks.check.name
    assert (
        tasks.SECONDS
        < tasks.check.soft_time_limit
        < tasks.check.time_limit
        < settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    )
