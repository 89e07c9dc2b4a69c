"""What all components share: the tones, the icons, and how a component is drawn."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

TONES = frozenset({"info", "success", "warning", "danger", "neutral"})
ICONS = frozenset({
    "agency", "arrow-left", "arrow-right", "auto", "bandage", "bin", "book", "calendar", "candle",
    "card", "care", "chat", "check", "child", "clock", "danger", "document", "download", "ear",
    "edit", "euro", "expand", "external", "eye", "family", "glasses", "globe", "hang-up",
    "hospital", "info", "job-lost", "lock", "mail", "medicine", "microphone", "moon", "neutral",
    "news", "person", "phone", "place", "plane", "plus", "pram", "print", "qr", "question",
    "refresh", "rings", "scales", "search", "shield", "sign-in", "sign-out", "signpost", "student",
    "success", "sun", "sunset", "thermometer", "tooth", "upload", "video", "wallet", "warning",
    "work",
})  # fmt: skip


def known_tone(tone: str) -> str:
    """The tone itself; a mistyped one is a mistake of ours and raises `ValueError`."""
    if tone not in TONES:
        raise ValueError(f"Unknown tone {tone!r}: one of {', '.join(sorted(TONES))}.")
    return tone


def drawn(name: str, content: str, **context) -> SafeString:
    """The component of this name around `content`."""
    return mark_safe(render_to_string(f"components/{name}.html", {"content": content, **context}))
