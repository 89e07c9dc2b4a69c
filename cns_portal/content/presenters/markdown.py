"""The only way from an editor's Markdown into a page."""

from django.utils.safestring import SafeString, mark_safe

from cns_portal.content.rules import markdown


def render(text: str, *, below: int = 2) -> SafeString:
    """HTML for a template; `below` is the level of the heading under which it stands."""
    return mark_safe(markdown.to_html(text, below=below))
