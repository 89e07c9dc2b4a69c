"""The way to an appointment as a person at a browser goes it."""

from playwright.sync_api import Page, expect

from tests.documents.samples import JPEG

VISITOR = {
    "First name": "Vera",
    "Last name": "Visitor",
    "Date of birth": "15/01/1980",
    "Place of birth": "Differdange",
    "E-mail address": "vera@people.example",
    "Telephone number": "621 123 456",
    "Street and number": "1, rue de la Démonstration",
    "Postcode": "L-1000",
    "Town": "Luxembourg",
}
OTHER_PERSON = {
    "First name": "Paul",
    "Last name": "Parent",
    "Date of birth": "02/03/1950",
    "Place of birth": "Wiltz",
}
PHOTO = {"name": "card.jpg", "mimeType": "image/jpeg", "buffer": JPEG}


class Journey:
    """Answers one question after the other."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    def open(self, path: str = "/en/appointments/new/") -> None:
        self.page.goto(self.address + path)

    def heading(self, words: str) -> None:
        """The page says this, as its first heading."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words)

    def press(self, words: str = "Continue") -> None:
        self.page.get_by_role("button", name=words, exact=True).click()

    def choose(self, words: str) -> None:
        self.page.get_by_role("radio", name=words).check()

    def start(self, *, way: str | None = "Continue without signing in") -> None:
        self.open()
        if way:
            self.choose(way)
        self.page.get_by_role("checkbox", name="I agree that the CNS processes").check()
        self.press("Start")

    def answer(self, question: str, words: str) -> None:
        self.heading(question)
        self.choose(words)
        self.press()

    def choose_what_and_where(
        self,
        *,
        topic: str = "Information – documents",
        channel: str = "At an agency",
        agency: str = "Wiltz",
    ) -> None:
        self.answer("What is your appointment about?", topic)
        self.answer("How would you like to meet us?", channel)
        if channel == "At an agency":
            self.answer("Where would you like to come?", agency)

    def choose_time(self, number: int = 0) -> str:
        """Take the last day of the list and its so-many-eth time; the time's words."""
        self.heading("When would you like to come?")
        self.page.get_by_role("navigation", name="Days with free times").get_by_role(
            "link"
        ).last.click()
        chip = self.page.locator(".chip").nth(number)
        words = chip.inner_text()
        chip.click()
        self.press()
        return words

    def fill(self, answers: dict[str, str]) -> None:
        for label, value in answers.items():
            self.page.get_by_label(label).fill(value)

    def give_details(self, *, for_whom: str = "For me", photo: dict | None = PHOTO) -> None:
        self.heading("Your details")
        self.choose(for_whom)
        self.fill(VISITOR)
        if photo:
            self.page.get_by_label("Copy of your identity card").set_input_files(photo)
        self.press()

    def to_the_check_page(self) -> str:
        """Everything up to it; the chosen time."""
        self.start()
        self.choose_what_and_where()
        words = self.choose_time()
        self.give_details()
        self.heading("Check your answers before sending")
        return words

    def send(self) -> None:
        self.press("Send the request")
