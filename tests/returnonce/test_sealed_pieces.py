"""What is sealed in pieces is whole when it is opened, and by its own key and label alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from returnonce import sealed_pieces
from returnonce.errors import Unavailable

KEY = bytes(32)


@given(st.binary(max_size=200), st.integers(1, 40))
def test_pieces_join_to_the_whole(data: bytes, piece: int) -> None:
    before, sealed_pieces.PIECE = sealed_pieces.PIECE, piece
    try:
        assert sealed_pieces.open_sealed(KEY, "x", sealed_pieces.seal(KEY, "x", data)) == data
    finally:
        sealed_pieces.PIECE = before


@pytest.mark.parametrize(("key", "label"), [(bytes(31) + b"x", "x"), (KEY, "y")])
def test_another_key_or_label_opens_nothing(key: bytes, label: str) -> None:
    with pytest.raises(Unavailable, match="cannot be opened"):
        sealed_pieces.open_sealed(key, label, sealed_pieces.seal(KEY, "x", b"text"))


def test_pieces_in_another_order_open_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_pieces, "PIECE", 4)
    first, second = sealed_pieces.seal_pieces(KEY, "x", b"onetwo12")
    assert sealed_pieces.open_sealed(KEY, "x", first + second) == b"onetwo12"
    for sealed in (second + first, first, first + first):
        with pytest.raises(Unavailable, match="cannot be opened"):
            sealed_pieces.open_sealed(KEY, "x", sealed)


@pytest.mark.parametrize("size", [0, 1, 4, 5, 11])
def test_its_size_is_known_without_opening_it(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_pieces, "PIECE", 4)
    assert sealed_pieces.measure_opened(len(sealed_pieces.seal(KEY, "x", bytes(size)))) == size
