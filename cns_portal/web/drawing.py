"""What all components share: the tones, the icons, and how a component is drawn."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

TONES = frozenset({"info", "success", "warning", "danger", "neutral"})
ICONS = frozenset({
    "agency", "arrow-left", "arrow-right", "auto", "bin", "calendar", "card", "care", "check",
    "clock", "danger", "document", "download", "edit", "euro", "expand", "family", "globe",
    "hang-up", "info", "lock", "mail", "microphone", "moon", "neutral", "person", "phone",
    "place", "plus", "print", "qr", "refresh", "search", "sign-in", "sign-out", "success",
    "sun", "upload", "video", "warning",
})  # fmt: skip


def known_tone(tone: str) -> str:
    """The tone itself; a mistyped one is a mistake of ours and raises `ValueError`."""
    if tone not in TONES:
        raise ValueError(f"Unknown tone {tone!r}: one of {', '.join(sorted(TONES))}.")
    return tone


def drawn(name: str, content: str, **context) -> SafeString:
    """The component of this name around `content`."""
    return mark_safe(render_to_string(f"components/{name}.html", {"content": content, **context}))
