"""How the web server logs, wherever it is started: an address may hold the token of a link."""

from gunicorn.glogging import Logger

from cns_portal.web.logs import Redacting


class RedactingLogger(Logger):
    """gunicorn's log and its access log, without keys and without names of people."""

    def setup(self, cfg) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.addFilter(Redacting())


logger_class = RedactingLogger
