"""The portal's own texts, an editor, and a piece of news that is not published yet."""

from cns_portal import clock
from cns_portal.accounts.models import Account
from cns_portal.content.choices.entries import Kind
from cns_portal.content.rules.publishing import Words
from cns_portal.content.selectors import editing
from cns_portal.content.services import loading, seed_files, staff, writing
from cns_portal.content.services.writing import Common

DRAFTED = "one-search-for-everything"
DRAFTS = {
    "en": Words(
        title="One search for everything",
        summary="Questions, procedures and addresses are found from every page of this portal.",
        body=(
            "Type a word or two into the field at the top of the page. Accents and capital "
            "letters do not matter, and the beginning of a word is enough."
        ),
    ),
    "fr": Words(
        title="Une seule recherche pour tout",
        summary="Questions, démarches et adresses se trouvent depuis chaque page de ce portail.",
        body=(
            "Tapez un ou deux mots dans le champ en haut de la page. Les accents et les majuscules "
            "ne comptent pas, et le début d’un mot suffit."
        ),
    ),
}


def seed_texts(accounts: dict[str, Account]) -> int:
    """What readers find, and what an editor has begun. Returns how many pages are new."""
    editor = accounts["editor"]
    editor.groups.add(staff.ensure_editor_group())
    done = loading.load(seed_files.read_all())
    if editing.entry(Kind.NEWS, DRAFTED):
        return done.created
    entry = writing.create_entry(
        kind=Kind.NEWS,
        common=Common(slug=DRAFTED, publish_on=clock.today(), icon="search"),
        actor=editor,
    )
    for language, words in DRAFTS.items():
        writing.save_draft(
            entry.pk,
            language,
            words=words,
            seen=editing.mark_of(None),
            actor=editor,
            based_on=None if language == "en" else 1,
        )
    return done.created + 1
