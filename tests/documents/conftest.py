from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cns_portal import audit, documents
from cns_portal.accounts.models import Account, Dossier
from cns_portal.documents import registry
from tests.documents import samples


@pytest.fixture(autouse=True)
def private_root(settings, tmp_path):
    settings.PRIVATE_ROOT = str(tmp_path / "private")
    settings.CLAMAV_URL = ""
    return tmp_path / "private"


@pytest.fixture(autouse=True)
def no_rooms(monkeypatch):
    """Each test says itself what the rooms declare."""
    for register in ("_agents", "_owners", "_users", "_followers"):
        monkeypatch.setattr(registry, register, [])


@pytest.fixture
def dossier(db):
    return Dossier.objects.create()


@pytest.fixture
def person(db):
    return Account.objects.create(username=f"person-{uuid4()}")


@pytest.fixture
def agent(db):
    return Account.objects.create(username=f"agent-{uuid4()}", is_staff=True)


@pytest.fixture
def store(db, django_capture_on_commit_callbacks):
    """Store a file as a form would hand it over."""

    def store(content=samples.JPEG, name="photo.jpg", declared="image/jpeg", **kwargs):
        kwargs = {"dossier": None, "by": audit.VISITOR, "purpose": "identity_copy", **kwargs}
        file = SimpleUploadedFile(name, content, content_type=declared)
        return documents.store(file, **kwargs)

    return store


@pytest.fixture
def check(django_capture_on_commit_callbacks):
    """Have a document checked, as the worker does, and read it again."""

    def check(document):
        with django_capture_on_commit_callbacks(execute=True):
            documents.check_now(document.pk)
        document.refresh_from_db()
        return document

    return check


@pytest.fixture
def stored_files(private_root):
    def stored_files() -> list[str]:
        return sorted(path.parent.parent.name for path in private_root.glob("*/*/*"))

    return stored_files
