"""Addresses of the room: below a language, one list a subject."""

app_name = "reimbursements"

# What a person sends: the list, the way to a claim, and taking it back.
sending = []

# The files of a bill.
pages = []

# A claim after it was sent, its statements, objections.
claims = []

# Money for the person: payees, payments.
payments = []

# The year, and what it comes to.
year = []

# For everybody.
public = []

# The more particular address first: a claim's is `espace/reimbursements/<uuid>/`.
urlpatterns = [*sending, *pages, *year, *payments, *claims, *public]
