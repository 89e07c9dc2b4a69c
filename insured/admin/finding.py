"""The person whose key stands in an address of the admin."""

from __future__ import annotations

from django.contrib.admin.utils import unquote
from django.http import Http404

from insured.models import InsuredPerson
from insured.selectors import whole_file


def find(object_id: str | int) -> InsuredPerson:
    """The person of an address. Raises `Http404`."""
    key = unquote(str(object_id))
    person = whole_file.get(int(key)) if key.isascii() and key.isdigit() else None
    if person is None:
        raise Http404
    return person
