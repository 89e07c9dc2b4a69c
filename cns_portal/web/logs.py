"""What is written to logs says nothing about people."""

import logging

from cns_portal.kernel.redaction import redacted

_PLAIN = logging.Formatter()


class Redacting(logging.Filter):
    """Takes the keys and the names out of a record: out of its message and its traceback.

    Belongs on the handlers, where the records of all loggers come by, Django's own included:
    those about pages not found tell the address, and an address may hold a token.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            record.msg, record.args = redacted(record.getMessage()), None
        except Exception:  # arguments that do not fit their message: the handler reports it
            return True
        if record.exc_info and record.exc_info[0]:
            record.exc_text = redacted(record.exc_text or _PLAIN.formatException(record.exc_info))
        return True
