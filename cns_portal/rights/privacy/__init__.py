"""What this counter keeps about people, and for how long."""

from cns_portal.rights.privacy.exports import Copies
from cns_portal.rights.privacy.requests import IdentityCopies, Requests

HOLDINGS = (Requests(), IdentityCopies(), Copies())
