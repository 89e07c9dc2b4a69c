"""The copy itself: a zip with pages to read, the same as JSON, and every file.

All rows are read in one look at the database, so that they fit together whatever changes
meanwhile. The files are read afterwards: one that is deleted meanwhile is named as missing.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import get_valid_filename

from cns_portal import clock, documents
from cns_portal.db import snapshot
from cns_portal.privacy import holdings
from cns_portal.privacy.copying import Copier, Table
from cns_portal.privacy.naming import Mask, Others
from cns_portal.rights.selectors import exports as selectors
from cns_portal.sealing.envelope import CannotDecrypt

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from cns_portal.accounts.models import Dossier
    from cns_portal.keeping import Holding
    from insured.models import InsuredPerson

Progress = Callable[[int, int], None]
Alive = Callable[[], None]

STYLE = "css/copy.css"
_EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@dataclass(frozen=True)
class Page:
    """What one holding has about the person, as it is shown and counted."""

    holding: Holding
    tables: list[Table]

    @property
    def label(self) -> _StrOrPromise:
        return self.holding.label

    @property
    def file(self) -> str:
        return f"pages/{self.holding.code}.html"

    @property
    def records(self) -> int:
        return sum(len(table.records) for table in self.tables)


@dataclass
class Written:
    """How much is in the copy, and which files could not be read."""

    records: int = 0
    files: int = 0
    missing: list[str] = field(default_factory=list)


def write(
    person: InsuredPerson,
    target: IO[bytes],
    *,
    language: str,
    progress: Progress,
    alive: Alive = lambda: None,
) -> Written:
    """Write the copy for `person` to `target`, from its beginning to its end.

    `progress(done, total)` is told after each file, once the rows are read; before that, `alive()`
    at each row or table, within a transaction in which nothing can be written. Raises
    `StorageUnavailable` when nothing is known about a file, or what `target`, `progress` and
    `alive` raise.
    """
    written = Written()
    with translation.override(language), zipfile.ZipFile(target, "w") as archive:
        with snapshot():
            made_at = clock.now()
            files = Files(archive)
            pages, without = [], []
            for holding, tables in _read(person, files, alive):
                if tables:
                    pages.append(Page(holding, tables))
                else:
                    without.append(holding)
        written.records = sum(page.records for page in pages)
        for page in pages:
            alive()
            _put(archive, f"data/{page.holding.code}.json", _as_json(page))
            _put(archive, page.file, _as_page(page, made_at))
        written.files, total = files.attachments, len(files.documents)
        progress(0, total)
        for done, (name, document) in enumerate(files.documents.items(), start=1):
            try:
                content = documents.content_of(document)
            except (FileNotFoundError, CannotDecrypt):
                written.missing.append(name)
            else:
                archive.writestr(name, content)  # pictures and PDF files are compressed already
                written.files += 1
            progress(done, total)
        _put(archive, "style.css", _style())
        _put(archive, "index.html", _as_index(person, pages, without, written, made_at))
    return written


class Files:
    """What becomes a file of its own: attachments at once, documents after the rows."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.documents: dict[str, models.Model] = {}
        self.attachments = 0
        self._archive = archive

    def keep(self, row: models.Model, column: models.Field, content: bytes) -> str:
        """Put the bytes of a column into the copy; the name they have there."""
        given = get_valid_filename(getattr(row, "filename", "") or f"{column.name}.bin")
        name = f"documents/{row._meta.model_name}-{row.pk}-{given}"
        self._archive.writestr(name, content)
        self.attachments += 1
        return name

    def of_row(self, row: models.Model) -> str:
        """Under which name the file of a document will be there; empty when there is none."""
        if row._meta.label != "documents.Document" or not row.is_readable:
            return ""
        # Not the name given by the sender, which may name somebody.
        name = f"documents/{row.pk}.{_EXTENSIONS.get(row.content_type, 'bin')}"
        self.documents[name] = row
        return name


def _read(
    person: InsuredPerson, files: Files, alive: Alive
) -> Iterator[tuple[Holding, list[Table]]]:
    """Everything that the holdings tell, each once; two looks at the rows of one moment.

    The first finds out who else appears in them, the second hands them out without those.
    """
    dossier, whose = person.dossier, selectors.whose(person)
    others = Others()
    for holding in holdings():
        for row in _rows(holding, dossier):
            alive()
            others.look_at(row, holding.names_others.get(type(row), ()), whose)
    mask = Mask(selectors.words_of(others), whose)
    agents = selectors.agents_among(others.keys.get("accounts.Account", ()))
    copier = Copier(whose, mask, agents, files)
    for holding in holdings():
        tables = []
        for table in copier.tables(holding, dossier):
            alive()
            tables.append(table)
        yield holding, tables


def _rows(holding: Holding, dossier: Dossier) -> Iterator[models.Model]:
    return chain.from_iterable(rows.iterator(chunk_size=500) for rows in holding.rows_of(dossier))


def _put(archive: zipfile.ZipFile, name: str, text: str) -> None:
    archive.writestr(name, text, compress_type=zipfile.ZIP_DEFLATED)


def _as_json(page: Page) -> str:
    holding = page.holding
    told: dict[str, Any] = {
        "code": holding.code,
        **{
            name: str(getattr(holding, name))
            for name in ("label", "what", "why", "legal_basis", "keep_for")
        },
        "tables": [
            {
                "table": table.name,
                "label": table.label,
                "left_out": table.left_out,
                "rows": [
                    {"id": record.key, **{one.name: one.plain for one in record.values}}
                    for record in table.records
                ],
            }
            for table in page.tables
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def _as_page(page: Page, made_at: datetime) -> str:
    return render_to_string("rights/copy/page.html", {"page": page, "made_at": made_at})


def _as_index(
    person: InsuredPerson,
    pages: list[Page],
    without: list[Holding],
    written: Written,
    made_at: datetime,
) -> str:
    context = {
        "person": person,
        "pages": pages,
        "without": without,
        "written": written,
        "made_at": made_at,
    }
    return render_to_string("rights/copy/index.html", context)


def _style() -> str:
    return (settings.BASE_DIR / "static" / STYLE).read_text()
