"""Who sees a document, what is written down about it, and with which headers it is sent."""

import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from cns_portal import audit, documents
from cns_portal.audit.models import AuditEntry
from cns_portal.documents import filetypes
from cns_portal.documents.choices import Rejection
from tests.accounts.agents import sign_in_agent
from tests.documents import samples

pytestmark = [pytest.mark.urls("tests.documents.urls_for_tests"), pytest.mark.django_db]


def address(document) -> str:
    return reverse("documents:show", args=[document.public_id])


def views():
    return AuditEntry.objects.filter(action="document.viewed")


@pytest.fixture
def photo(store, check, dossier):
    return check(store(dossier=dossier))


@pytest.fixture
def as_owner(client, person):
    documents.owners(lambda account, document: account.pk == person.pk)
    client.force_login(person)
    return client


@pytest.fixture
def as_agent(client, agent):
    documents.grants(lambda account, document: account.pk == agent.pk)
    sign_in_agent(client, agent)
    return client


def test_a_visitor_is_asked_to_sign_in(client, photo):
    assert client.get(address(photo)).status_code == 302


def test_a_stranger_gets_404(client, photo, person):
    client.force_login(person)
    assert client.get(address(photo)).status_code == 404


def test_an_agent_without_a_grant_gets_404_and_leaves_no_view(client, photo, agent):
    documents.grants(lambda account, document: False)
    sign_in_agent(client, agent)
    assert client.get(address(photo)).status_code == 404
    assert not views().exists()


def test_a_password_alone_opens_no_document(client, photo, agent):
    documents.grants(lambda account, document: True)
    client.force_login(agent)
    assert client.get(address(photo)).status_code == 404
    assert not views().exists()
    sign_in_agent(client, agent)
    assert client.get(address(photo)).status_code == 200


def test_a_grant_for_agents_does_not_help_anybody_else(client, photo, person):
    documents.grants(lambda account, document: True)
    client.force_login(person)
    assert client.get(address(photo)).status_code == 404


def test_the_owner_reads_without_a_trace(as_owner, photo):
    response = as_owner.get(address(photo))
    assert response.status_code == 200
    assert response.content == documents.content_of(photo)
    assert not views().exists()


def test_an_agents_view_is_written_down(as_agent, agent, photo, dossier):
    assert as_agent.get(address(photo)).status_code == 200
    entry = views().get()
    assert (entry.actor, entry.subject_id) == (agent, str(photo.pk))
    assert (entry.dossier, entry.purpose) == (dossier, "identity_copy")


def test_without_a_trace_there_is_no_page(as_agent, photo, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("no trail today")

    monkeypatch.setattr("cns_portal.audit.services.record_view", broken)
    with pytest.raises(RuntimeError):
        as_agent.get(address(photo))


def test_what_is_not_clean_or_not_there_any_more_is_404(as_agent, store, check, photo):
    pending = store()
    rejected = check(store(b"\xff\xd8\xff broken"))
    documents.delete(photo, by=audit.SYSTEM, reason="test")
    for document in (pending, rejected, photo):
        assert as_agent.get(address(document)).status_code == 404
    assert as_agent.get(reverse("documents:show", args=[uuid4()])).status_code == 404
    assert not views().exists()


def test_a_file_changed_on_the_disk_is_404_and_not_a_view(as_agent, photo, private_root, caplog):
    for path in private_root.glob("checked/*/*"):
        path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert as_agent.get(address(photo)).status_code == 404
    assert not views().exists()
    assert "cannot be read" in caplog.text


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_address_only_reads(as_agent, photo, method):
    assert getattr(as_agent, method)(address(photo)).status_code == 405


@pytest.mark.parametrize("query", ["", "?inline=1"])
def test_the_headers_leave_a_browser_no_choice(as_owner, photo, query):
    headers = as_owner.get(address(photo) + query).headers
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["Content-Security-Policy"] == (
        "sandbox; default-src 'none'; frame-ancestors 'none'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in headers["Cache-Control"]
    assert "private" in headers["Cache-Control"]


@pytest.mark.parametrize(
    ("content", "name", "declared", "query", "disposition"),
    [
        (samples.JPEG, "p.jpg", "image/jpeg", "", "attachment"),
        (samples.JPEG, "p.jpg", "image/jpeg", "?inline=1", "inline"),
        (samples.JPEG, "p.jpg", "image/jpeg", "?inline=yes", "attachment"),
        (samples.PDF, "p.pdf", "application/pdf", "?inline=1", "attachment"),
    ],
)
def test_only_pictures_open_in_the_browser(
    as_owner, store, check, content, name, declared, query, disposition
):
    document = check(store(content, name, declared))
    header = as_owner.get(address(document) + query).headers["Content-Disposition"]
    extension = "pdf" if name.endswith("pdf") else "jpg"
    own_name = f"identity_copy-{document.public_id.hex[:8]}.{extension}"
    assert header == f'{disposition}; filename="{own_name}"'


def test_the_name_the_sender_gave_is_in_no_header(as_owner, store, check):
    document = check(store(name='a"; filename="evil\r\nX-Evil: 1.jpg'))
    response = as_owner.get(address(document))
    assert "evil" not in str(response.headers).lower()


def test_reading_costs_the_same_for_a_long_history(
    as_agent, photo, store, django_assert_num_queries
):
    for _ in range(5):
        store(dossier=photo.dossier)
    with django_assert_num_queries(5):  # session, account, document, dossier, the trace
        as_agent.get(address(photo))


# -- The form field ----------------------------------------------------------------------------


def send(client, content, name="photo.jpg", declared="image/jpeg"):
    file = SimpleUploadedFile(name, content, content_type=declared)
    return client.post("/upload/", {"file": file}).content.decode().partition(" ")


@pytest.mark.parametrize(
    ("content", "name", "declared", "reason"),
    [
        (b"", "photo.jpg", "image/jpeg", Rejection.EMPTY),
        (b"<html>", "photo.jpg", "image/jpeg", Rejection.DISGUISED),
        (samples.JPEG, "photo.exe", "image/jpeg", Rejection.DISGUISED),
        (b"MZ" + bytes(9), "tool.exe", "application/exe", Rejection.WRONG_TYPE),
        (b"\xff\xd8\xff" + bytes(11 * 1024**2), "p.jpg", "image/jpeg", Rejection.TOO_BIG),
    ],
)
def test_the_form_says_what_is_wrong(client, content, name, declared, reason):
    assert send(client, content, name, declared)[2] == reason.label


def test_the_form_takes_a_good_file(client):
    assert send(client, samples.JPEG) == (str(len(samples.JPEG)), " ", "")


def test_the_form_says_when_no_file_was_chosen(client):
    assert str(Rejection.NONE_CHOSEN.label) in client.post("/upload/").content.decode()


def test_the_field_tells_the_browser_what_we_take():
    from tests.documents.urls_for_tests import UploadForm

    assert f'accept="{filetypes.ACCEPT}"' in str(UploadForm()["file"])


def test_of_40_megabytes_little_more_than_the_limit_is_kept(client, settings):
    settings.FILE_UPLOAD_HANDLERS = [
        "cns_portal.documents.uploadhandler.NoMoreThanNeeded",
        "django.core.files.uploadhandler.MemoryFileUploadHandler",
        "django.core.files.uploadhandler.TemporaryFileUploadHandler",
    ]
    kept, _, sentence = send(client, b"\xff\xd8\xff" + bytes(40_000_000))
    assert filetypes.MAX_SIZE < int(kept) < filetypes.MAX_SIZE + 1024**2
    assert sentence == Rejection.TOO_BIG.label
    assert send(client, samples.JPEG)[2] == ""


def test_a_pdf_can_be_seen_beside_something_else_as_a_picture(as_agent, store, check):
    """Its first page is drawn, outside of this process; the reading is written down."""
    document = check(store(samples.pdf(pages=2), "card.pdf", "application/pdf"))
    answer = as_agent.get(address(document) + "?picture=1")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("inline;")
    assert answer["Content-Disposition"].endswith('.jpg"')
    with Image.open(io.BytesIO(answer.content)) as drawn:
        drawn.load()
        assert 200 < max(drawn.size) <= 2000
    assert views().count() == 1


def test_a_pdf_that_cannot_be_drawn_is_not_found(as_agent, store, check, monkeypatch):
    document = check(store(samples.PDF, "card.pdf", "application/pdf"))
    monkeypatch.setattr("cns_portal.documents.services.content_of", lambda document: b"%PDF-1.7")
    assert as_agent.get(address(document) + "?picture=1").status_code == 404
    assert not views().exists()


def test_a_picture_is_shown_as_it_is(as_agent, photo):
    whole = as_agent.get(address(photo))
    assert as_agent.get(address(photo) + "?picture=1").content == whole.content


# -- Pictures for pages ------------------------------------------------------------------------


def size_of(answer) -> tuple[int, int]:
    with Image.open(io.BytesIO(answer.content)) as drawn:
        drawn.load()
        return drawn.size


@pytest.mark.parametrize(
    ("content", "name", "declared"),
    [
        (samples.pdf(3), "bill.pdf", "application/pdf"),
        (samples.picture("JPEG", size=(900, 600)), "bill.jpg", "image/jpeg"),
        (samples.picture("PNG", size=(900, 600), mode="RGBA"), "bill.png", "image/png"),
        (samples.picture("PNG", size=(900, 600), mode="I;16"), "grey.png", "image/png"),
        (samples.picture("HEIF", size=(900, 600)), "bill.heic", "image/heic"),
    ],
    ids=["pdf", "jpeg", "png", "grey", "heic"],
)
def test_lists_show_a_small_picture(as_agent, store, check, content, name, declared):
    document = check(store(content, name, declared))
    answer = as_agent.get(address(document) + "?small=1")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("inline;")
    assert max(size_of(answer)) == 320
    assert views().count() == 1


def test_a_document_without_a_small_picture_has_none(as_owner, photo):
    type(photo).objects.update(has_small_picture=False)
    assert as_owner.get(address(photo) + "?small=1").status_code == 404


def test_a_pdf_that_cannot_be_drawn_is_taken_without_a_small_picture(
    store, check, monkeypatch, stored_files
):
    from cns_portal.documents import child

    def broken(content, **kwargs):
        raise child.CheckFailed("broken")

    monkeypatch.setattr(child, "drawn", broken)
    document = check(store(samples.PDF, "bill.pdf", "application/pdf"))
    assert document.is_readable
    assert not document.has_small_picture
    assert stored_files() == ["checked"]


def test_transparent_paper_is_white(as_owner, store, check):
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")
    document = check(store(out.getvalue(), "empty.png", "image/png"))
    answer = as_owner.get(address(document) + "?small=1")
    with Image.open(io.BytesIO(answer.content)) as drawn:
        assert drawn.convert("L").getextrema()[0] > 250


@pytest.mark.parametrize(
    ("turned", "size"), [("0", (60, 40)), ("90", (40, 60)), ("180", (60, 40)), ("270", (40, 60))]
)
def test_a_photo_can_be_seen_turned(as_owner, photo, turned, size):
    assert size_of(as_owner.get(address(photo) + f"?picture=1&turned={turned}")) == size


def test_a_photo_is_turned_clockwise(as_owner, store, check):
    out = io.BytesIO()
    picture = Image.new("L", (64, 64), "white")
    picture.paste(0, (0, 0, 32, 32))  # dark at the top left
    picture.save(out, "PNG")
    document = check(store(out.getvalue(), "corner.png", "image/png"))
    answer = as_owner.get(address(document) + "?picture=1&turned=90")
    with Image.open(io.BytesIO(answer.content)) as drawn:
        grey = drawn.convert("L")
        assert grey.getpixel((48, 16)) < 60, "dark at the top right"
        assert grey.getpixel((16, 16)) > 200


def test_each_page_of_a_pdf_can_be_seen(as_owner, store, check):
    def wide_last(document):
        document.pages[2].MediaBox = [0, 0, 400, 200]

    document = check(store(samples.pdf(3, wide_last), "bill.pdf", "application/pdf"))
    sizes = [
        size_of(as_owner.get(address(document) + f"?picture=1&page={number}"))
        for number in (1, 2, 3)
    ]
    assert sizes == [(600, 600), (600, 600), (1200, 600)]


@pytest.mark.parametrize(
    "query", ["page=0", "page=4", "page=x", "page=9999", "page=-1", "turned=45", "turned=x"]
)
def test_a_picture_that_does_not_exist_is_404(as_agent, store, check, query, caplog):
    document = check(store(samples.pdf(3), "bill.pdf", "application/pdf"))
    assert as_agent.get(address(document) + f"?picture=1&{query}").status_code == 404
    assert not views().exists()


def test_a_storage_without_an_answer_is_503_and_not_a_view(as_agent, photo, monkeypatch, caplog):
    from cns_portal.documents.bucket import StorageUnavailable

    def silent(document):
        raise StorageUnavailable("no answer")

    monkeypatch.setattr("cns_portal.documents.services.content_of", silent)
    answer = as_agent.get(address(photo))
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert not views().exists()
