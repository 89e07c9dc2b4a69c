"""The trail in the admin: for superusers, to read."""

import pytest
from django.contrib import admin
from django.test import RequestFactory

from cns_portal.accounts.models import Account
from cns_portal.audit.models import AuditEntry


@pytest.mark.parametrize(("superuser", "sees"), [(True, True), (False, False)])
def test_only_superusers_read_it_and_nobody_writes_it(superuser, sees):
    window = admin.site._registry[AuditEntry]
    request = RequestFactory().get("/")
    request.user = Account(is_staff=True, is_active=True, is_superuser=superuser)
    assert window.has_view_permission(request) is sees
    assert window.has_module_permission(request) is sees
    assert not window.has_add_permission(request)
    assert not window.has_change_permission(request)
    assert not window.has_delete_permission(request)
