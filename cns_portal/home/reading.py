"""Whether somebody reads a page, rather than a browser that guesses what comes next."""

from django.http import HttpRequest


def is_looked_at(request: HttpRequest) -> bool:
    """Whether a person asked for the page. Only then does it count as read."""
    ahead = request.headers.get("Sec-Purpose", "") or request.headers.get("Purpose", "")
    return request.method == "GET" and not ahead.startswith("prefetch")
