"""What the hall keeps about people, and for how long."""

from insured.privacy.cases import BankAccounts, Cards, Mandates, Papers, Requests
from insured.privacy.contact import EmailChanges
from insured.privacy.people import Affiliations, Imports, Notes, PersonsFiles

HOLDINGS = (
    PersonsFiles(),
    Affiliations(),
    Imports(),
    Notes(),
    Requests(),
    Papers(),
    Cards(),
    Mandates(),
    BankAccounts(),
    EmailChanges(),
)
