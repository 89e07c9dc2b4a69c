"""Copies in every state, and reading what is in one."""

import io
import json
import zipfile
from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from cns_portal import clock
from cns_portal.documents import parcels
from cns_portal.rights.models import Export, ExportDownload
from tests.factories import InsuredPersonFactory


class ExportFactory(DjangoModelFactory):
    """Asked for; `building=True`, `ready=True` (its bytes exist nowhere), `failed=True`,
    `expired=True`."""

    class Meta:
        model = Export

    class Params:
        building = factory.Trait(
            state="building",
            claimed_at=factory.LazyFunction(clock.now),
            storage_name=factory.LazyFunction(parcels.new_name),
            attempts=1,
        )
        made = factory.Trait(
            ready_at=factory.LazyFunction(clock.now),
            expires_at=factory.LazyFunction(lambda: clock.now() + timedelta(days=7)),
            pieces=1,
            size=1000,
            records=10,
            missing=0,
        )
        ready = factory.Trait(
            made=True, state="ready", storage_name=factory.LazyFunction(parcels.new_name)
        )
        expired = factory.Trait(
            made=True, state="expired", ended_at=factory.LazyFunction(clock.now)
        )
        failed = factory.Trait(state="failed", ended_at=factory.LazyFunction(clock.now))

    person = factory.SubFactory(InsuredPersonFactory, signs_in=True)
    asked_by = factory.SelfAttribute("person.account")
    asked_at = factory.LazyFunction(clock.now)
    language = "en"


class ExportDownloadFactory(DjangoModelFactory):
    class Meta:
        model = ExportDownload

    export = factory.SubFactory(ExportFactory, ready=True)
    by = factory.SelfAttribute("export.asked_by")
    at = factory.LazyFunction(clock.now)


def a_copy_on_disk(export: Export, content: bytes = b"PK") -> Export:
    """The same with a file that can be downloaded."""
    writer = parcels.Writer(export.storage_name)
    writer.write(content)
    writer.finish()
    export.pieces, export.size = writer.pieces, writer.size
    export.save()
    return export


class Copy:
    """What is in a zip: `rows` by table, texts and the names of the files."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert archive.testzip() is None
            self.files = {name: archive.read(name) for name in archive.namelist()}
        self.holdings = {
            name: json.loads(text) for name, text in self.files.items() if name[:5] == "data/"
        }
        self.rows: dict[str, list[dict]] = {}
        for told in self.holdings.values():
            for table in told["tables"]:
                self.rows.setdefault(table["table"], []).extend(table["rows"])

    @property
    def words(self) -> str:
        """Everything that can be read in it without opening a picture or a PDF file."""
        return "\n".join(
            content.decode()
            for name, content in self.files.items()
            if name.endswith((".html", ".json", ".txt", ".ics", ".css"))
        )


def copy_in(export: Export) -> Copy:
    """What lies under the name of an export."""
    return Copy(b"".join(parcels.read(export.storage_name, pieces=export.pieces)))
