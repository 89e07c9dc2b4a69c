"""What families are told: who is co-insured now, who no longer, and which birthdays change it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from insured.choices import TieEnd
from insured.models import FamilyTie, InsuredPerson
from insured.notices.notice import Notice
from insured.rules import ages


def begun(tie: FamilyTie, *, reader: InsuredPerson) -> Notice:
    """That somebody is co-insured, since when and through whom."""
    words = _words(tie)
    if reader.pk == tie.member_id:
        text = _(
            "You are co-insured from {first_day} on, through {principal}. It costs nothing.\n\n"
            "Please tell us when something changes: a job of your own, a move to another country, "
            "a separation."
        )
    else:
        text = _(
            "{member} is co-insured through you from {first_day} on. It costs nothing.\n\n"
            "Please tell us when something changes: a job, a move to another country, "
            "a separation."
        )
    return Notice(title=_("A co-insurance has begun"), text=_family(text.format(**words)))


def ended(tie: FamilyTie, *, reader: InsuredPerson) -> Notice:
    """That a co-insurance ends, why, and what can be done then."""
    words = _words(tie)
    if reader.pk == tie.member_id:
        text = _("Your co-insurance through {principal} ends. The last day is {last_day}.")
        rights = _(
            "Whoever was insured without a gap for six months keeps the right to care for a while. "
            "You can also ask for voluntary insurance, within three months."
        )
    else:
        text = _("The co-insurance of {member} through you ends. The last day is {last_day}.")
        rights = _(
            "Whoever was insured without a gap for six months keeps the right to care for a while, "
            "and can ask for voluntary insurance within three months."
        )
    why = _("Reason: {reason}.").format(reason=TieEnd(tie.end_reason).label)
    parts = [text.format(**words), why, rights]
    if tie.end_reason == TieEnd.THIRTY:
        parts.append(
            _(
                "Whoever studies, or has less than the social inclusion income (REVIS) for one "
                "person, can still ask to remain co-insured:"
            )
            + "\n"
            + _address("insured:family_remain")
        )
    return Notice(title=_("A co-insurance ends"), text=_family("\n\n".join(parts)))


def before_thirty(tie: FamilyTie, *, reader: InsuredPerson, birthday: date) -> Notice:
    """The written notice before the 30th birthday, with the way to remain co-insured."""
    words = {**_words(tie), "birthday": date_format(birthday, "DATE_FORMAT")}
    words["last_day"] = date_format(birthday - ages.DAY, "DATE_FORMAT")
    if reader.pk == tie.member_id:
        text = _(
            "You turn 30 on {birthday}. Children are co-insured until the day before: the last "
            "day of your co-insurance through {principal} is {last_day}.\n\n"
            "If you study or train then, or have less than the social inclusion income (REVIS) "
            "for one person, you can ask to remain co-insured. An agent decides. Please ask "
            "before the birthday:"
        )
    else:
        text = _(
            "{member} turns 30 on {birthday}. Children are co-insured until the day before: the "
            "last day of the co-insurance through you is {last_day}.\n\n"
            "A child who studies or trains then, or has less than the social inclusion income "
            "(REVIS) for one person, can ask to remain co-insured, and so can you. An agent "
            "decides. Please ask before the birthday:"
        )
    otherwise = _(
        "Who does nothing and has no insurance of their own is not insured from {birthday} on, "
        "apart from the rights that are kept for a while."
    )
    return Notice(
        title=_("The 30th birthday changes the insurance"),
        text="\n\n".join(
            [
                text.format(**words) + "\n" + _address("insured:family_remain"),
                otherwise.format(**words),
            ]
        ),
    )


def remains(tie: FamilyTie, *, reader: InsuredPerson) -> Notice:
    """That a child remains co-insured from 30 on, and until when."""
    words = {**_words(tie), "until": date_format(tie.beyond_thirty_until, "DATE_FORMAT")}
    if reader.pk == tie.member_id:
        text = _("You remain co-insured through {principal} until {until}.")
    else:
        text = _("{member} remains co-insured through you until {until}.")
    changes = _("Please tell us when the studies end or the income rises before that.")
    return Notice(
        title=_("The co-insurance goes on"), text=_family(f"{text.format(**words)}\n\n{changes}")
    )


def turned_eighteen(child: InsuredPerson, *, reader: InsuredPerson) -> Notice:
    """The note at 18: check the affiliation; what parents could open is closed."""
    if reader.pk == child.pk:
        text = _(
            "You are 18 now. Please check your affiliation: you stay co-insured as long as you "
            "have no insurance of your own and the conditions are met. You need not send a "
            "certificate of studies.\n\n"
            "From today on your parents cannot open your file any more. If you want somebody to "
            "act for you, give them a mandate; you can end it at any time."
        )
    else:
        text = _(
            "{name} is 18 now. Please check the affiliation together: a child stays co-insured as "
            "long as it has no insurance of its own and the conditions are met. You need not send "
            "a certificate of studies.\n\n"
            "From today on you cannot open this file any more. If you are to act for {name}, a "
            "mandate is needed; {name} gives it in the portal and can end it at any time."
        ).format(name=child.full_name)
    return Notice(title=_("The 18th birthday changes something"), text=_family(text))


def registered_newborn(
    child: InsuredPerson, *, reader: InsuredPerson, tie: FamilyTie | None
) -> Notice:
    """That the file of a newborn is open, and through whom the child is insured."""
    opened = _(
        "Congratulations. The file of {name} is open, and you can act for {name} in the portal."
    ).format(name=child.full_name)
    if tie is None:
        insured = _(
            "The child is not insured yet: none of the parents on file is insured in their own "
            "right. Please contact the CNS, or add the child once you are insured."
        )
    elif reader.pk == tie.principal_id:
        insured = _(
            "The child is co-insured through you from the day of birth on. Nothing has to be sent. "
            "Where both parents are insured, it is the older one."
        )
    else:
        insured = _(
            "The child is co-insured through {principal} from the day of birth on. Nothing has to "
            "be sent. Where both parents are insured, it is the older one."
        ).format(principal=tie.principal.full_name)
    return Notice(title=_("Your child is registered"), text=_family(f"{opened}\n\n{insured}"))


def _words(tie: FamilyTie) -> dict[str, str]:
    return {
        "member": tie.member.full_name,
        "principal": tie.principal.full_name,
        "first_day": date_format(tie.first_day, "DATE_FORMAT"),
        "last_day": date_format(tie.last_day, "DATE_FORMAT") if tie.last_day else "",
    }


def _family(text: str) -> str:
    """The text with the way to the page of the family."""
    return "\n\n".join([text, _("My insurance and my family:") + "\n" + _address("insured:family")])


def _address(name: str) -> str:
    return settings.SITE_URL + reverse(name)
