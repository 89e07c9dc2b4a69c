"""What a form showed at first, and what somebody changed in it since."""

from django import forms

from cns_portal.web.began import Began, as_shown


class Sheet(forms.Form):
    word = forms.CharField(required=False)
    ticked = forms.BooleanField(required=False)
    choice = forms.ChoiceField(required=False, choices=[("a", "A"), ("b", "B")])


NAMES = ["word", "ticked", "choice"]


def began(**initial) -> Began:
    return Began(as_shown(Sheet(initial=initial), NAMES))


def test_what_comes_back_as_it_was_shown_is_untouched():
    shown = began(word="one", ticked=True, choice="a")
    assert not shown.touched({"word": " one\r\n", "ticked": "on", "choice": "a"}, NAMES)


def test_a_box_can_be_ticked_and_unticked():
    assert began(ticked=True).touched({}, ["ticked"])
    assert began(ticked=False).touched({"ticked": "on"}, ["ticked"])
    assert not began(ticked=False).touched({}, ["ticked"])


def test_each_field_by_itself():
    shown = began(word="one", choice="a")
    assert shown.touched({"word": "two", "choice": "a"}, ["word"])
    assert not shown.touched({"word": "two", "choice": "a"}, ["choice"])


def test_where_it_is_not_known_what_was_shown_everything_is_touched():
    for text in (None, "", "nonsense", "[]"):
        assert not Began(text).is_known
        assert Began(text).touched({}, ["word"])


def test_a_form_that_goes_on_carries_along_what_is_kept_by_now():
    """Else what is changed, and then changed back, would seem untouched."""
    shown = began(word="one", choice="a")
    after = Began(shown.with_kept({"word": "two", "choice": "b"}, ["word"]))
    assert after.touched({"word": "one"}, ["word"])
    assert not after.touched({"word": "two"}, ["word"])
    assert after.touched({"choice": "b"}, ["choice"])  # what was not kept is still to be
