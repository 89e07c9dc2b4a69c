"""What editors write: situations, procedures, news, questions and answers, the directory of bodies,
and what readers think of a page.

Front door: `from cns_portal import content`, then `content.render(markdown)`, and what readers get:
`content.page(...)`, `content.pages(...)`, `content.search(...)`. A room says in its
`AppConfig.ready()` which of its pages editors can lead to, `content.declare_action(...)`, and which
ask readers for their opinion: `content.ask_opinions_on(...)`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from cns_portal.content.choices.actions import declare_action
from cns_portal.content.choices.opinions import ask_opinions_on

if TYPE_CHECKING:
    from cns_portal.content.presenters.markdown import render
    from cns_portal.content.selectors.reading import page, pages
    from cns_portal.content.selectors.searching import search

_WHERE = {
    "presenters.markdown": ("render",),
    "selectors.reading": ("page", "pages"),
    "selectors.searching": ("search",),
}
__all__ = ["ask_opinions_on", "declare_action", "page", "pages", "render", "search"]


def __getattr__(name: str):
    """The questions need models, which Django loads later than this package."""
    for module, names in _WHERE.items():
        if name in names:
            return getattr(import_module(f"cns_portal.content.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
