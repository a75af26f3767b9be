"""What lists of measures are held against: the definitions that ship, their words, and how telling each word is."""

from __future__ import annotations

import pytest

from mappings.overlap.profiles import make_indicator_profiles, make_vocabulary
from mappings.overlap.vocabulary import Vocabulary
from mappings.overlap.word_weights import WordWeights, make_weights
from mappings.ruleset.ruleset import Ruleset
from tests.shipped import load_ruleset


@pytest.fixture(scope="session")
def ruleset() -> Ruleset:
    return load_ruleset()


@pytest.fixture(scope="session")
def words(ruleset: Ruleset) -> Vocabulary:
    return make_vocabulary(ruleset)


@pytest.fixture(scope="session")
def weights(ruleset: Ruleset, words: Vocabulary) -> WordWeights:
    return make_weights(make_indicator_profiles(ruleset, words), words)
