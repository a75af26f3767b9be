"""A sign-in is believed only where everything about it is right; the provider is a process of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from api.auth.oidc.flow import SignInFlow, begin_sign_in, finish_sign_in, sign_flow, verify_flow
from api.auth.oidc.id_token import ProviderIdentity
from api.auth.oidc.provider import OidcProvider, configured_provider, is_https_or_local
from returnonce.clock import SystemClock
from returnonce.errors import Forbidden, ReturnOnceError, Unauthenticated, Unavailable, WrongUsage
from returnonce.settings import Settings
from tests.api.auth.oidc.conftest import Running
from tests.api.auth.oidc.provider import CLIENT, LIES, SECRET

BACK = "http://127.0.0.1:8765/sign-in/council/back"
pytestmark = [pytest.mark.long, pytest.mark.filterwarnings("ignore:JWS algorithm:UserWarning")]


@dataclass
class Later:
    """The machine's clock, set forward."""

    by: timedelta = timedelta()

    def now(self) -> datetime:
        return SystemClock().now() + self.by


def known(provider: Running, **changes: object) -> OidcProvider:
    return replace(OidcProvider(provider.issuer, CLIENT, SECRET, SystemClock()), **changes)  # type: ignore[arg-type]


def whole(provider: Running, of: OidcProvider, *, changed: dict[str, str] | None = None) -> ProviderIdentity:
    """There and back; ``changed`` is what the browser brings that the provider did not give it."""
    address, flow = begin_sign_in(of, redirect_uri=BACK, next_path="/schedule")
    answer = provider.visit(address) | (changed or {})
    return finish_sign_in(of, flow, {name: text for name, text in answer.items() if text}, redirect_uri=BACK)


def test_a_true_sign_in_names_issuer_and_subject(provider: Running) -> None:
    provider.next("subject-1")
    assert whole(provider, known(provider)) == ProviderIdentity(provider.issuer, "subject-1")


@pytest.mark.parametrize("lie", LIES)
def test_a_token_with_anything_wrong_is_refused_without_saying_what(provider: Running, lie: str) -> None:
    provider.next("subject-1", lie)
    with pytest.raises(Unauthenticated, match="could not be confirmed"):
        whole(provider, known(provider))


@pytest.mark.parametrize("lie", ["fails", "no-json"])
def test_a_provider_that_fails_is_unavailable(provider: Running, lie: str) -> None:
    provider.next("subject-1", lie)
    with pytest.raises(Unavailable, match="does not answer"):
        whole(provider, known(provider))


def test_a_provider_that_calls_itself_another_is_not_used(provider: Running) -> None:
    provider.next("subject-1", "other-provider")
    with pytest.raises(Unavailable, match="describe itself"):
        whole(provider, known(provider))


def test_a_provider_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="does not answer"):
        begin_sign_in(
            OidcProvider("http://127.0.0.1:9", CLIENT, SECRET, SystemClock()), redirect_uri=BACK, next_path="/"
        )


@pytest.mark.parametrize(
    ("changed", "error"),
    [({"state": "another"}, Unauthenticated), ({"state": ""}, Unauthenticated), ({"code": "another"}, Unauthenticated),
     ({"code": ""}, Forbidden), ({"error": "access_denied"}, Forbidden), ({"iss": "https://evil"}, Unauthenticated)],
)  # fmt: skip
def test_an_answer_to_another_question_is_refused(
    provider: Running, changed: dict[str, str], error: type[ReturnOnceError]
) -> None:
    provider.next("subject-1")
    with pytest.raises(error):
        whole(provider, known(provider), changed=changed)


def test_an_answer_without_a_question_is_refused(provider: Running) -> None:
    with pytest.raises(Unauthenticated):
        finish_sign_in(known(provider), None, {"code": "x", "state": "y"}, redirect_uri=BACK)


def test_a_code_serves_once_and_only_with_its_verifier(provider: Running) -> None:
    of = known(provider)
    provider.next("subject-1")
    address, flow = begin_sign_in(of, redirect_uri=BACK, next_path="/")
    answer = provider.visit(address)
    with pytest.raises(Unauthenticated):
        finish_sign_in(of, replace(flow, verifier="a" * 64), answer, redirect_uri=BACK)
    address, flow = begin_sign_in(of, redirect_uri=BACK, next_path="/")
    answer = provider.visit(address)
    finish_sign_in(of, flow, answer, redirect_uri=BACK)
    with pytest.raises(Unauthenticated):
        finish_sign_in(of, flow, answer, redirect_uri=BACK)


def test_a_sign_in_that_takes_too_long_is_begun_again(provider: Running) -> None:
    clock = Later()
    of = known(provider, clock=clock)
    provider.next("subject-1")
    address, flow = begin_sign_in(of, redirect_uri=BACK, next_path="/")
    answer = provider.visit(address)
    clock.by = timedelta(minutes=11)
    with pytest.raises(Unauthenticated):
        finish_sign_in(of, flow, answer, redirect_uri=BACK)


def test_a_wrong_secret_is_refused(provider: Running) -> None:
    provider.next("subject-1")
    with pytest.raises(Unauthenticated):
        whole(provider, known(provider, client_secret="another"))


def test_keys_are_kept_and_fetched_anew_once_when_the_provider_changes_them(provider: Running) -> None:
    """A key that nobody knows asks again, though not at every try: each would be a request to the provider."""
    clock = Later()
    of = known(provider, clock=clock)
    provider.next("subject-1")
    whole(provider, of)
    provider.next("subject-2", "rotated")
    assert whole(provider, of).subject == "subject-2"
    provider.next("subject-3", "rotated")
    with pytest.raises(Unauthenticated):
        whole(provider, of)
    clock.by = timedelta(minutes=2)
    # It lies two minutes ahead of the provider, and tokens made since are still not from the future.
    assert whole(provider, of).subject == "subject-3"


@pytest.mark.parametrize(
    ("address", "safe"),
    [("https://login.example", True), ("http://127.0.0.1:9000", True), ("http://localhost/x", True),
     ("http://login.example", False), ("ftp://127.0.0.1", False), ("https://", False), ("//x", False),
     ("http://[::1", False)],
)  # fmt: skip
def test_only_https_is_safe_beyond_this_machine(address: str, safe: bool) -> None:
    assert is_https_or_local(address) == safe


@pytest.mark.parametrize(
    "given",
    [{"oidc_issuer": "https://a.example"}, {"oidc_client_id": "x"}, {"oidc_client_secret": SecretStr("x")},
     {"oidc_issuer": "http://login.example", "oidc_client_id": "x"}],
)  # fmt: skip
def test_half_a_set_up_is_refused_and_secrets_are_not_told(given: dict[str, object]) -> None:
    with pytest.raises(WrongUsage):
        configured_provider(Settings(**given), SystemClock())  # type: ignore[arg-type]


def test_a_whole_set_up_and_none() -> None:
    assert configured_provider(Settings(), SystemClock()) is None
    made = configured_provider(Settings(oidc_issuer="https://a.example", oidc_client_id="x"), SystemClock())
    assert made is not None
    assert made.client_secret is None


def test_a_flow_is_sealed_against_change() -> None:
    flow = SignInFlow("s", "n", "v", "/schedule", int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()))
    text = sign_flow(flow, b"secret")
    assert verify_flow(text, b"secret") == flow
    for other in ("", ".", "x.y", text[:-1], text + "0", sign_flow(flow, b"another")):
        assert verify_flow(other, b"secret") is None
