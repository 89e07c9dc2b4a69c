"""The emailed links: genuine or nothing."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments.models import Appointment
from appointments.notices import links
from appointments.notices.links import Purpose


def an_appointment(number=1):
    return Appointment(public_id=uuid.UUID(int=number))


@pytest.mark.parametrize("purpose", Purpose)
def test_a_genuine_token_says_which_appointment_and_for_whom(purpose):
    link = links.read(links.token(an_appointment(), purpose))
    assert (link.public_id, link.purpose) == (uuid.UUID(int=1), purpose)


def test_the_token_stays_the_same_so_that_older_mails_keep_working():
    one = links.token(an_appointment(), Purpose.PERSON)
    assert one == links.token(an_appointment(), Purpose.PERSON)
    assert len(one) < 100


def test_two_purposes_are_two_tokens():
    person, staff = (links.token(an_appointment(), purpose) for purpose in Purpose)
    assert person != staff
    (value, of_person), (_, of_staff) = person.split("."), staff.split(".")
    assert links.read(f"{value}.{of_staff}").purpose is Purpose.STAFF
    assert of_person != of_staff


def test_the_signature_of_one_is_worth_nothing_for_another():
    first, second = (links.token(an_appointment(n), Purpose.PERSON).split(".") for n in (1, 2))
    assert links.read(f"{first[0]}.{second[1]}") is None


def test_a_token_of_another_portal_is_nothing(settings):
    foreign = links.token(an_appointment(), Purpose.PERSON)
    settings.SECRET_KEY = "another portal's"
    assert links.read(foreign) is None


def test_a_salt_of_another_purpose_is_nothing():
    from django.core import signing

    value = links.token(an_appointment(), Purpose.PERSON).split(".")[0]
    assert links.read(signing.Signer(salt="sessions", sep=".").sign(value)) is None


@pytest.mark.parametrize("purpose", Purpose)
def test_a_token_that_was_cut_is_nothing(purpose):
    whole = links.token(an_appointment(), purpose)
    assert {links.read(whole[:length]) for length in range(len(whole))} == {None}
    assert {links.read(whole[start:]) for start in range(1, len(whole))} == {None}


@given(place=st.integers(0, 200), character=st.characters())
def test_a_token_with_one_other_character_is_nothing(place, character):
    whole = links.token(an_appointment(), Purpose.PERSON)
    place %= len(whole)
    changed = whole[:place] + character + whole[place + 1 :]
    assert changed == whole or links.read(changed) is None


@given(st.text(alphabet=st.characters(exclude_categories=[])))
def test_anything_else_is_nothing(text):
    assert links.read(text) is None


@pytest.mark.parametrize("text", ["", ".", "..", "a.b", "\x00", "\ud800.\udfff", "é.ü", "." * 9999])
def test_what_is_hardly_a_token_is_nothing(text):
    assert links.read(text) is None


def test_addresses(settings):
    settings.SITE_URL = "https://portal.example"
    appointment = an_appointment()
    token = links.token(appointment, Purpose.PERSON)
    assert links.address(appointment) == f"https://portal.example/a/{token}/"
    assert links.waiting_room_address(appointment) == f"https://portal.example/a/{token}/video/"
    assert links.address(appointment, Purpose.STAFF) != links.address(appointment)
