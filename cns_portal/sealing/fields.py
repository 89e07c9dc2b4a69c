"""Columns whose content is encrypted at rest. They can be stored and read, never searched.

The name of the table and of the column is authenticated with the content: what was sealed for one
column does not open in another.
"""

import json
from typing import Any

from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.lookups import Exact

from cns_portal.sealing import envelope


class Sealed(models.BinaryField):
    """The common part: `to_bytes` and `from_bytes` say what is inside."""

    def get_prep_value(self, value: Any) -> bytes | None:
        if value is None:
            return None
        return envelope.encrypt(self.to_bytes(value), context=self.context)

    def get_db_prep_value(self, value, connection, prepared=False):
        if not prepared:
            value = self.get_prep_value(value)
        return None if value is None else connection.Database.Binary(value)

    def from_db_value(self, value, expression, connection) -> Any:
        if value is None:
            return None
        return self.from_bytes(envelope.decrypt(bytes(value), context=self.context))

    def get_lookup(self, lookup_name: str):
        """Sealed content is different each time: a comparison would silently find nothing."""
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is sealed and cannot be searched.")
        return super().get_lookup(lookup_name)

    def value_to_string(self, obj: models.Model) -> str:
        raise FieldError(f"{self.name} is sealed and is not written out.")

    def get_default(self) -> Any:
        # BinaryField would turn an empty default into bytes.
        return models.Field.get_default(self)

    def _check_str_default_value(self) -> list:
        """The default is what is inside, not the bytes that lie in the table."""
        return []

    @property
    def context(self) -> bytes:
        """What is authenticated with the content."""
        return f"{self.model._meta.label_lower}.{self.name}".encode()

    def to_bytes(self, value: Any) -> bytes:
        raise NotImplementedError

    def from_bytes(self, content: bytes) -> Any:
        raise NotImplementedError


class SealedText(Sealed):
    """A string."""

    def to_bytes(self, value: str) -> bytes:
        return value.encode()

    def from_bytes(self, content: bytes) -> str:
        return content.decode()


class SealedNote(SealedText):
    """A text that most rows do not have: an empty one lies there empty, for whoever counts them."""

    def get_prep_value(self, value: str | None) -> bytes | None:
        return b"" if value == "" else super().get_prep_value(value)

    def from_db_value(self, value, expression, connection) -> str | None:
        if value is not None and not len(value):
            return ""
        return super().from_db_value(value, expression, connection)

    def get_lookup(self, lookup_name: str):
        """Whether there is something in it, and nothing else."""
        return IsEmpty if lookup_name == "exact" else super().get_lookup(lookup_name)


class IsEmpty(Exact):
    """`note=""` finds the rows without one; any other comparison would find nothing."""

    def get_prep_lookup(self) -> bytes:
        if self.rhs != "":
            raise FieldError(f"{self.lhs.output_field.name} is sealed and cannot be searched.")
        return b""


class SealedJSON(Sealed):
    """Plain JSON: what `json.dumps` takes, with days and moments as text."""

    def to_bytes(self, value: Any) -> bytes:
        return json.dumps(value, cls=DjangoJSONEncoder).encode()

    def from_bytes(self, content: bytes) -> Any:
        return json.loads(content)


class SealedBytes(Sealed):
    """Whatever bytes."""

    def to_bytes(self, value: bytes) -> bytes:
        return bytes(value)

    def from_bytes(self, content: bytes) -> bytes:
        return content
