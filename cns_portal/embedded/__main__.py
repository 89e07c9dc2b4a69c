"""The command line: `python -m cns_portal.embedded start|stop`."""

import sys

from cns_portal import embedded

match sys.argv[1:]:
    case ["start"]:
        embedded.start()
        embedded.KEPT.touch()
    case ["stop"]:
        embedded.KEPT.unlink(missing_ok=True)
        embedded.stop()
    case _:
        raise SystemExit("usage: python -m cns_portal.embedded start|stop")
