"""How the web server logs and refuses, wherever it is started."""

from gunicorn.glogging import Logger

from cns_portal.web.logs import Redacting


class RedactingLogger(Logger):
    """gunicorn's log and its access log, without keys and without names of people.

    An address may hold the token of a link.
    """

    def setup(self, cfg) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.addFilter(Redacting())


logger_class = RedactingLogger
worker_class = "cns_portal.web.refusing.PlainSpokenWorker"
limit_request_line = 8190  # the longest that gunicorn reads: a search of many words is answered
