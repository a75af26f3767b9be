"""Host names: this machine's own, the public one of the service, and where it may listen."""

from __future__ import annotations

from urllib.parse import urlsplit

from returnonce.errors import WrongUsage
from returnonce.http.addresses import is_loopback


def host_name(host: str) -> str:
    """A ``Host`` header without its port; empty where it is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def public_name(base_url: str | None) -> str:
    """The host name of an https base address; empty where only this machine is answered."""
    parts = urlsplit(base_url or "")
    return (parts.hostname or "").rstrip(".") if parts.scheme == "https" else ""


def check_listening_address(host: str, base_url: str | None = None) -> None:
    """Refuse an address that other machines reach without https: passwords would travel in the clear.

    Raises:
        WrongUsage: the address can be reached from elsewhere, and no https address is set.
    """
    if not is_loopback(host) and not public_name(base_url):
        raise WrongUsage(
            f"Nothing listens on {host} without https: passwords and figures would travel in the clear.",
            where="--host, or RETURNONCE_HOST",
            mend="Leave it at 127.0.0.1, or put a server that speaks https before it and set RETURNONCE_BASE_URL to "
            "its https:// address.",
        )
