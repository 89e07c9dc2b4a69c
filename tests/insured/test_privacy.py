"""What the hall says it keeps."""

from cns_portal import clock
from cns_portal.privacy import holdings


def test_the_files_of_persons_are_declared_and_not_forgotten_by_the_calendar():
    [holding] = [holding for holding in holdings() if holding.code == "insured.persons"]
    assert holding.due(now=clock.now()) == holding.forget(now=clock.now()) == 0
