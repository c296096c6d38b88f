"""Whatever Apprise knows: chats, pagers, push services. Needs the extra `notify`."""

from __future__ import annotations

import logging

from ddd.ledger.notify.channel import Delayed, Outgoing, Undeliverable, reason, scheme


class Apprise:
    """Hands messages to Apprise, which knows what a URL means."""

    def __init__(self, url: str) -> None:
        self._url = url

    @property
    def place(self) -> str:
        """The URL itself: of what server stands behind it, only Apprise knows."""
        return self._url

    def send(self, outgoing: Outgoing) -> str:
        """Hand a message over. Raises NotSent."""
        try:
            import apprise
        except ModuleNotFoundError:
            raise Undeliverable(
                f"{scheme(outgoing.url)}: needs Apprise: pip install 'ddd-maintenance[notify]'"
            ) from None
        known = apprise.Apprise.instantiate(outgoing.url)
        if known is None:
            raise Undeliverable(f"{scheme(outgoing.url)}: Apprise does not know this address")
        with apprise.LogCapture(level=logging.WARNING) as said:  # type: ignore[no-untyped-call]
            taken = known.notify(title=outgoing.title, body=outgoing.body)
            words = said.getvalue()
        if not taken:
            raise Delayed(reason(f"{scheme(outgoing.url)}: Apprise could not deliver it: {words}", outgoing.url))
        return ""

    def close(self) -> None:
        """Nothing is kept open."""
