import logging
import os
import sys

logger = logging.getLogger(__name__)


class Pilot:
    def board(self, ship):
        try:
            ship.stop()
        except (TimeoutError, OSError) as error:
            logger.error("cannot stop %s: %s", ship, error)
            sys.exit(os.EX_TEMPFAIL)
        for rope in ship.ropes:
            if rope.holds:
                return
        message = f"{ship} drifts"
        print(message)
        print("see the manual")
        raise SystemExit(2)


if __name__ == "__main__":
    if not Pilot().ready():
        print("the pilot is not ready")
        os._exit(4)
    sys.exit(0 if Pilot().board(None) else 1)
