"""Reading files of declarations, step by step.

A step is a batch of lines: what they declare, what was rejected and how far reading has come are
written in one transaction. Whatever happens between two steps, the next reader goes on behind the
last line that counts; two readers of one file take turns.
"""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Callable
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from django.db import IntegrityError, OperationalError, transaction

from cns_portal import audit, clock
from cns_portal.kernel.refusal import Refused
from cns_portal.queue import nudge
from cns_portal.sealing import envelope
from insured.choices import ImportState
from insured.choices.declaration_files import Encoding, FileProblem
from insured.models import DeclarationImport, RejectedRow
from insured.rules.declaration_file import DeclarationFile, Rejected, Row
from insured.services.declarations.applying import apply

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account

IMPORT_TASK = "insured.import_declarations"
BATCH = 4000  # lines a step: a second or two of locks
MOST_BYTES = 50 * 1024 * 1024  # that an agent may upload: some 400 000 declarations
MOST_ATTEMPTS = 3
_OVER = (ImportState.DONE, ImportState.FAILED)
_CHUNK = 1024 * 1024

Progress = Callable[[DeclarationImport], None]
Lines = list[tuple[int, bytes | None]]


# -- Beginning ------------------------------------------------------------------------------------


def receive(
    file: BinaryIO, *, name: str, encoding: str, by: Account, most: int | None = None
) -> DeclarationImport:
    """Keep an uploaded file, sealed, until the worker has read it.

    Raises `Refused` with a `FileProblem` when its first line shows that nothing can be read.
    """
    digest, lines, size, most = hashlib.sha256(), 0, 0, most or MOST_BYTES
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=3) as archive:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise Refused(FileProblem.TOO_BIG, megabytes=most // 1024 // 1024)
            digest.update(chunk)
            lines += chunk.count(b"\n")
            archive.write(chunk)
    DeclarationFile(gzip.GzipFile(fileobj=io.BytesIO(packed.getvalue())), encoding=encoding)
    with transaction.atomic():
        source = DeclarationImport(
            name=_cleaned(name),
            encoding=encoding,
            sha256=digest.hexdigest(),
            lines_total=lines,
            uploaded_by=by,
            created_at=clock.now(),
        )
        source.content = envelope.encrypt(packed.getvalue(), context=_context(source))
        source.save(force_insert=True)
        audit.record(by, "declarationimport.received", source)
        nudge(IMPORT_TASK)
    return source


def begin_or_go_on(
    file: BinaryIO, *, name: str, encoding: str = Encoding.UTF_8
) -> DeclarationImport:
    """The import of a file that is read from where it lies; the one that was cut, if there is.

    `file` is read once to its end and then from its beginning.
    """
    digest, lines = hashlib.sha256(), 0
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        lines += chunk.count(b"\n")
    file.seek(0)
    cut = DeclarationImport.objects.filter(
        sha256=digest.hexdigest(), encoding=encoding, content=None, uploaded_by=None
    ).exclude(state__in=_OVER)
    return cut.first() or DeclarationImport.objects.create(
        name=_cleaned(name),
        encoding=encoding,
        sha256=digest.hexdigest(),
        lines_total=lines,
        state=ImportState.RUNNING,
        created_at=clock.now(),
    )


def _cleaned(name: str) -> str:
    """A file name without its folders and without what cannot be shown."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[:200] or "declarations.csv"


def _context(source: DeclarationImport) -> bytes:
    return f"insured.declarationimport:{source.public_id}".encode()


# -- Going on -------------------------------------------------------------------------------------


def waiting() -> list[int]:
    """The uploads that are not read to their end, the oldest first."""
    rows = DeclarationImport.objects.exclude(content=None).exclude(state__in=_OVER)
    return list(rows.order_by("created_at", "pk").values_list("pk", flat=True))


def go_on_with_upload(source_id: int, *, has_time: Callable[[], bool]) -> bool:
    """Read an upload until its end or until there is no time; whether it is over."""
    source = DeclarationImport.objects.get(pk=source_id)
    if source.state in _OVER or source.content is None:
        return True
    packed = envelope.decrypt(bytes(source.content), context=_context(source))
    return go_on(source, gzip.GzipFile(fileobj=io.BytesIO(packed)), has_time=has_time)


def go_on(
    source: DeclarationImport,
    file: BinaryIO,
    *,
    has_time: Callable[[], bool] = lambda: True,
    progress: Progress = lambda source: None,
    batch: int = BATCH,
) -> bool:
    """Read `file` behind the last line that counts; whether its end was reached.

    `progress` hears of each step. A file in which nothing can be read is written down as failed.
    """
    try:
        opened = DeclarationFile(file, encoding=source.encoding)
    except Refused as refused:
        _fail(source, refused)
        return True
    lines, pending = opened.lines(after=source.lines_read), []
    while has_time():
        pending = pending or list(islice(lines, batch))
        source = _patiently(source, opened, pending)
        pending = []
        progress(source)
        if source.state in _OVER:
            return True
    return False


def _patiently(
    source: DeclarationImport, opened: DeclarationFile, lines: Lines
) -> DeclarationImport:
    """A step; again when somebody else was in the way."""
    for attempt in range(1, MOST_ATTEMPTS + 1):
        try:
            return _step(source, opened, lines)
        except (IntegrityError, OperationalError):
            if attempt == MOST_ATTEMPTS:
                raise
    raise AssertionError("unreachable")


@transaction.atomic
def _step(source: DeclarationImport, opened: DeclarationFile, lines: Lines) -> DeclarationImport:
    """Write down what these lines say. No lines: the end of the file."""
    source = (
        DeclarationImport.objects.select_for_update(of=("self",)).defer("content").get(pk=source.pk)
    )
    if source.state in _OVER:
        return source
    # Another reader may have been here.
    read = list(opened.read(line for line in lines if line[0] > source.lines_read))
    rejected = [it for it in read if isinstance(it, Rejected)]
    RejectedRow.objects.bulk_create(
        RejectedRow(
            source=source, line=it.line, number=it.number, field=it.field, reason=it.problem.value
        )
        for it in rejected
    )
    outcome = apply([it for it in read if isinstance(it, Row)], source=source)
    _count(
        source,
        new=outcome.new,
        known=outcome.known,
        rejected=len(rejected),
        files_opened=outcome.files_opened,
        **asdict(outcome.changes),
    )
    source.state, source.claimed_at = ImportState.RUNNING, clock.now()
    if lines:
        source.lines_read = max(source.lines_read, lines[-1][0])
        source.save(update_fields=["state", "claimed_at", "lines_read", "report"])
    else:
        _finish(source, ImportState.DONE)
    return source


def _count(source: DeclarationImport, **counts: int) -> None:
    source.report = {name: source.report.get(name, 0) + count for name, count in counts.items()}


@transaction.atomic
def _fail(source: DeclarationImport, refused: Refused) -> None:
    source.report = {"problem": refused.reason.value, **refused.details}
    _finish(source, ImportState.FAILED)


def _finish(source: DeclarationImport, state: ImportState) -> None:
    """The file itself is not kept: what it said is in the declarations."""
    source.state, source.finished_at, source.content = state, clock.now(), None
    source.lines_total = source.lines_read or source.lines_total
    source.save(
        update_fields=[
            "state",
            "claimed_at",
            "finished_at",
            "content",
            "lines_total",
            "lines_read",
            "report",
        ]
    )
    audit.record(
        source.uploaded_by or audit.SYSTEM,
        f"declarationimport.{state.value}",
        source,
        details=source.report,
    )
