"""Every promise of the procedures' tables, broken once."""

import pytest
from django.db import IntegrityError

from cns_portal import clock, procedures
from cns_portal.procedures.models import Procedure, ProcedureEvent

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("promise", "columns"),
    [
        ("procedure_phase_is_known", {"phase": "lost"}),
        ("procedure_language_is_known", {"language": "xx"}),
        ("procedure_has_a_kind_and_a_state", {"kind": ""}),
        ("procedure_has_a_kind_and_a_state", {"current_state": ""}),
    ],
)
def test_the_database_refuses_a_procedure(opened, promise, columns):
    with pytest.raises(IntegrityError) as refusal:
        Procedure.objects.filter(pk=opened.pk).update(**columns)
    assert refusal.value.__cause__.diag.constraint_name == promise


def test_two_procedures_never_share_a_reference(opened):
    with pytest.raises(IntegrityError, match="procedure_reference_is_unique"):
        Procedure.objects.create(
            reference=opened.reference,
            kind="trial",
            language="en",
            phase="received",
            current_state="requested",
            created_at=clock.now(),
            updated_at=clock.now(),
        )


@pytest.mark.parametrize(
    ("promise", "columns"),
    [
        ("procedure_event_phase_is_known", {"phase": "lost"}),
        ("procedure_event_actor_kind_is_known", {"actor_kind": "ghost"}),
        ("procedure_event_by_an_agent_names_the_agent", {"actor_kind": "agent"}),
        ("procedure_event_says_what_happened", {"what": ""}),
        ("procedure_event_says_what_happened", {"state": ""}),
    ],
)
def test_the_database_refuses_an_event(opened, promise, columns):
    with pytest.raises(IntegrityError) as refusal:
        event(opened, **columns)
    assert refusal.value.__cause__.diag.constraint_name == promise


def test_what_the_portal_does_by_itself_is_nobodys_doing(opened, agent):
    with pytest.raises(IntegrityError, match="procedure_event_by_the_system_names_nobody"):
        event(opened, actor_kind="system", actor=agent)


def test_a_line_of_the_history_is_never_changed(opened):
    with pytest.raises(IntegrityError, match="append-only") as refusal:
        opened.events.update(reason="Rewritten")
    assert refusal.value.__cause__.diag.constraint_name == "procedure_event_is_never_changed"


def test_the_history_goes_with_its_procedure(opened):
    procedures.forget(opened)
    assert not ProcedureEvent.objects.exists()
    assert not Procedure.objects.exists()


def event(procedure, **columns):
    return ProcedureEvent.objects.create(
        **{
            "procedure": procedure,
            "at": clock.now(),
            "phase": "received",
            "state": "requested",
            "what": "trial.touched",
            "actor_kind": "person",
        }
        | columns
    )
