"""The portal's only printer."""

import mimetypes
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import render_to_string
from django.utils import translation

#: Addresses in a page to print are resolved against this host, which is never asked.
_NOWHERE = "https://static.invalid/"


def page_to_pdf(template: str, context: dict, *, language: str) -> bytes:
    """Print `template` in `language` as a tagged PDF (PDF/UA-1).

    The page must declare its language (`<html lang>`) and a `<title>`, and may use this
    project's static files and `data:` addresses only. Raises `ValueError` for a page without
    language or title, and WeasyPrint's `FatalURLFetchingError` for any other address.
    """
    from weasyprint import HTML  # slow to import, and mostly workers print

    with translation.override(language):
        html = render_to_string(template, {"LANGUAGE_CODE": language, **context})
    document = HTML(string=html, base_url=_NOWHERE, url_fetcher=_fetcher()).render(
        pdf_variant="pdf/ua-1"
    )
    if not document.metadata.lang:
        raise ValueError(f"{template} must say its language: <html lang>.")
    if not document.metadata.title:
        raise ValueError(f"{template} must have a <title>.")
    return document.write_pdf(pdf_variant="pdf/ua-1")


def static_file(address: str) -> Path | None:
    """Where the static file behind `address` (`https://static.invalid/static/…`) lies, or None."""
    parts = urlsplit(address)
    prefix = urlsplit(settings.STATIC_URL).path
    path = unquote(parts.path)
    if not address.startswith(_NOWHERE) or not path.startswith(prefix):
        return None
    name = path.removeprefix(prefix)
    try:
        if found := finders.find(name):
            return Path(found)
        # In production a name carries a fingerprint, which only the collected files know.
        if staticfiles_storage.exists(name):
            return Path(staticfiles_storage.path(name))
    except (SuspiciousFileOperation, ValueError):
        return None
    return None


def _fetcher():
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class StaticFilesOnly(URLFetcher):
        """Reads this project's static files; the network and the disk do not exist."""

        def fetch(self, url, headers=None):
            if url[:5].lower() == "data:":
                return super().fetch(url, headers)
            path = static_file(url)
            if path is None:
                raise FatalURLFetchingError(f"A page to print may not use {url}")
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    return StaticFilesOnly(allowed_protocols={"data"}, allow_redirects=False)
