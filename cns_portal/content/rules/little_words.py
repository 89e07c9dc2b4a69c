"""Words that stand in most questions and name nothing: the search leaves them out.

Written as the search compares words (`rules.folding`): no accents, and what stands before an
apostrophe is a word. Words that begin another one people look for are not here: "car" in French.
"""

from __future__ import annotations

_LISTS = {
    "en": """
        a about am an and any are as at be been but by can could d did do does doing don for from
        get had has have he her him his how i if in into is isn it its ll m me my of on or our re s
        shall she should so some t than that the their them then there these they this those to too
        ve was we were what when where which who whom whose why will with would you your
    """,
    "fr": """
        a ai as au aux avec avoir c ce ces cet cette comment d dans de des dois doit dont du elle
        elles en es est et etre eux faire fait faut il ils j je l la le les leur leurs lui m ma mais
        me mes moi mon n ne nos notre nous obtenir obtiens on ont ou par pas peut peux pour pourquoi
        puis qu quand que quel quelle quelles quels qui quoi s sa sans se ses si son sont suis sur t
        ta te tes toi ton tu un une vos votre vous y
    """,
    "de": """
        aber als am an auch auf aus bei bekomme bekommen bekommt bin bis da damit das dass dem den
        der des die dies diese dieser dieses du ein eine einem einen einer eines er es fuer fur
        haben hat hatte ich ihr ihre im in ins ist ja kann kannst man mein meine meinem meinen
        meiner mich mir mit muss nach nicht noch ob oder sein seine sich sie sind so uber ueber um
        und uns unser unsere vom von vor wann war was wegen weil welche welcher welches wenn wer
        werden wie wir wird wo wofuer wofur wohin zu zum zur
    """,
    "lb": """
        a also am an as ass awer bei bis dann dass dat datt de deem deen den der des di dir du e ech
        een eis eng engem enger er et fir gi hat hatt hei hien hir hunn iech ier ir kann kanns kennt
        kreien krien kritt mat mech mei mein meng mengem menger mir muss net no oder op sech seng si
        sin sinn so t um un vir virun vu vum vun wa wann war wat weem wei wein weini well wem wen
        wou ze zu zum zur
    """,
}

LITTLE = {language: frozenset(words.split()) for language, words in _LISTS.items()}
"""By language."""


def without(words: list[str], language: str) -> list[str]:
    """The words that name something; all of them where none does."""
    little = LITTLE.get(language, frozenset())
    return [word for word in words if word not in little] or words
