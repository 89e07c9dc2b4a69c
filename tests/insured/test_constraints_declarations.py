"""What the database refuses about files of declarations and what they hold."""

import pytest
from django.db import IntegrityError, transaction

from insured.models import Declaration, DeclarationImport
from tests.insured.factories import DeclarationFactory, DeclarationImportFactory

pytestmark = pytest.mark.django_db


def test_a_file_has_an_encoding_that_is_known():
    with pytest.raises(IntegrityError, match="import_encoding_is_known"), transaction.atomic():
        DeclarationImportFactory(encoding="morse")


def test_a_declaration_is_kept_once_and_another_content_beside_it():
    first = DeclarationFactory()
    again = {
        name: getattr(first, name)
        for name in ("number", "person", "movement", "cover", "fund", "employer_number")
    }
    DeclarationFactory(**again | {"fund": "cmfep"})
    with pytest.raises(IntegrityError, match="declaration_is_kept_once"), transaction.atomic():
        DeclarationFactory(**again)
    assert Declaration.objects.filter(number=first.number).count() == 2
    assert not DeclarationImport.objects.exists()
