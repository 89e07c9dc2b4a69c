"""Files of credit transfers for the bank: pain.001.001.09 of ISO 20022, written and read again.

Pure: the moment, the account and the orders are given. A file is checked against the published
schema both when it is written and when it is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import sepaxml
from sepaxml import SepaTransfer

from reimbursements.rules import bank_text

if TYPE_CHECKING:
    from xmlschema import XMLSchema

SCHEMA = "pain.001.001.09"
CURRENCY = "EUR"
INSTANT = "INST"
_SPACE = {"p": f"urn:iso:std:iso:20022:tech:xsd:{SCHEMA}"}


class BadFileError(ValueError):
    """The content is not a payment file, or does not keep what its own sums promise."""


@dataclass(frozen=True, slots=True)
class Debtor:
    """The account that the money leaves. An empty `bic` is left to the bank, as in the area."""

    name: str
    iban: str
    bic: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """One transfer. `reference` comes back with a returned payment; `amount` is in euro."""

    reference: str
    amount: Decimal
    name: str
    iban: str
    text: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a file says, with names and texts in the letters of the bank."""

    reference: str
    execute_on: date
    instant: bool
    debtor_iban: str
    orders: tuple[Order, ...]

    @property
    def control_sum(self) -> Decimal:
        """Of all orders, in euro."""
        return sum((order.amount for order in self.orders), Decimal("0.00"))


def in_bank_letters(order: Order) -> Order:
    """The order as the bank reads it. Raises `BadFileError` when nothing readable is left."""
    name = bank_text.written(order.name, longest=bank_text.LONGEST_NAME)
    if not name or not bank_text.is_reference(order.reference):
        raise BadFileError("An order needs a name and a reference in the letters of the bank.")
    if not bank_text.can_be_transferred(order.amount):
        raise BadFileError("An order needs an amount in euro and cents.")
    text = bank_text.written(order.text, longest=bank_text.LONGEST_TEXT)
    return Order(order.reference, order.amount, name, order.iban, text)


def write(
    *,
    reference: str,
    created_at: datetime,
    execute_on: date,
    debtor: Debtor,
    orders: Sequence[Order],
    instant: bool = False,
) -> bytes:
    """The file. `reference` names it at the bank, which takes each name once.

    Raises `BadFileError` when there is no order, two have the same reference, or one cannot be
    transferred.
    """
    orders = [in_bank_letters(order) for order in orders]
    if not orders or len({order.reference for order in orders}) < len(orders):
        raise BadFileError("A file needs orders, each with a reference of its own.")
    if not bank_text.is_reference(reference):
        raise BadFileError("A file needs a reference in the letters of the bank.")
    file = _File(reference=reference, created_at=created_at, debtor=debtor, instant=instant)
    for order in orders:
        file.add_payment(
            {
                "name": order.name,
                "IBAN": order.iban,
                "amount": int(order.amount.scaleb(2)),
                "description": order.text,
                "endtoend_id": order.reference,
                "execution_date": execute_on,
            }
        )
    content = file.export(validate=False)
    read(content)
    return content


def read(content: bytes) -> Content:
    """What the file says. Raises `BadFileError` when it breaks the schema or its own sums."""
    if not _schema().is_valid(content.decode()):
        raise BadFileError("The file breaks the schema.")
    root = ElementTree.fromstring(content)  # our own file, valid by now
    orders = tuple(_order(node) for node in root.iterfind(".//p:CdtTrfTxInf", _SPACE))
    found = Content(
        reference=_text(root, ".//p:GrpHdr/p:MsgId"),
        execute_on=date.fromisoformat(_text(root, ".//p:ReqdExctnDt/p:Dt")),
        instant=root.findtext(".//p:LclInstrm/p:Cd", namespaces=_SPACE) == INSTANT,
        debtor_iban=_text(root, ".//p:DbtrAcct/p:Id/p:IBAN"),
        orders=orders,
    )
    for path in (".//p:GrpHdr", ".//p:PmtInf"):
        promised = (_text(root, f"{path}/p:NbOfTxs"), Decimal(_text(root, f"{path}/p:CtrlSum")))
        if promised != (str(len(orders)), found.control_sum):
            raise BadFileError("The sums of the file do not keep what they promise.")
    return found


def _order(node: ElementTree.Element) -> Order:
    amount = node.find("p:Amt/p:InstdAmt", _SPACE)
    if amount is None or amount.get("Ccy") != CURRENCY:
        raise BadFileError("An order is not in euro.")
    return Order(
        reference=_text(node, "p:PmtId/p:EndToEndId"),
        amount=Decimal(amount.text or ""),
        name=_text(node, "p:Cdtr/p:Nm"),
        iban=_text(node, "p:CdtrAcct/p:Id/p:IBAN"),
        text=_text(node, "p:RmtInf/p:Ustrd"),
    )


def _text(node: ElementTree.Element, path: str) -> str:
    found = node.findtext(path, namespaces=_SPACE)
    if not found:
        raise BadFileError(f"The file has no {path}.")
    return found


@cache
def _schema() -> XMLSchema:
    # Imported late, as sepaxml does: it takes a moment, and only agents who pay need it.
    from xmlschema import XMLSchema

    return XMLSchema(str(Path(sepaxml.__file__).parent / "schemas" / f"{SCHEMA}.xsd"))


class _File(SepaTransfer):
    """The library's file with our references and moment instead of random ones and its clock."""

    def __init__(
        self, *, reference: str, created_at: datetime, debtor: Debtor, instant: bool
    ) -> None:
        self._reference, self._created_at, self._instant = reference, created_at, instant
        name = bank_text.written(debtor.name, longest=bank_text.LONGEST_NAME)
        config = {"name": name, "IBAN": debtor.iban, "batch": True, "currency": CURRENCY}
        if debtor.bic:
            config["BIC"] = debtor.bic
        super().__init__(config, schema=SCHEMA, clean=False)

    def _create_header(self) -> None:
        self.msg_id = self._reference
        super()._create_header()
        moment = self._created_at.isoformat(timespec="seconds")
        self._xml.find(".//GrpHdr/CreDtTm").text = moment

    def _finalize_batch(self) -> None:
        super()._finalize_batch()
        for part in self._xml.iter("PmtInf"):  # one: all orders have the same day
            part.find("PmtInfId").text = self._reference
            bank = part.find("DbtrAgt/FinInstnId")
            if not len(bank):
                other = ElementTree.SubElement(bank, "Othr")
                ElementTree.SubElement(other, "Id").text = "NOTPROVIDED"
            if self._instant:
                instrument = ElementTree.SubElement(part.find("PmtTpInf"), "LclInstrm")
                ElementTree.SubElement(instrument, "Cd").text = INSTANT
