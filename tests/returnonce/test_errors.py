from __future__ import annotations

import pickle

import pytest

from returnonce.errors import Conflict, NotFound, Refused, ReturnOnceError, TooLarge, WrongUsage, exit_code, problem


@pytest.mark.parametrize(
    ("error", "code", "status"),
    [
        (Refused("no"), 1, 422),
        (NotFound("no"), 1, 404),
        (Conflict("no"), 1, 409),
        (TooLarge("no"), 1, 413),
        (WrongUsage("no"), 2, 400),
        (KeyError("secret"), 70, 500),
    ],
)
def test_each_error_has_one_exit_code_and_one_status(error: Exception, code: int, status: int) -> None:
    assert exit_code(error) == code
    assert problem(error, instance="/x")["status"] == status


def test_a_bug_tells_nothing_of_itself() -> None:
    assert "secret" not in str(problem(KeyError("secret"), instance="/x"))


def test_what_where_and_mend_are_told() -> None:
    error = Refused("It is blank.", where="Figures!row 3", mend="Give a symbol.")
    assert str(error) == "Figures!row 3: It is blank. Give a symbol."
    problem_details = problem(error, instance="/x")
    assert (problem_details["detail"], problem_details["where"], problem_details["mend"]) == (
        "It is blank.",
        "Figures!row 3",
        "Give a symbol.",
    )


def test_an_error_survives_pickling() -> None:
    back: ReturnOnceError = pickle.loads(pickle.dumps(NotFound("x", where="y", mend="z")))
    assert (type(back), back.what, back.where, back.mend) == (NotFound, "x", "y", "z")
