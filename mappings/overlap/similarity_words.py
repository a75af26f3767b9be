"""Labels that people see for proposals and repeats, and their SSSOM predicates."""

from __future__ import annotations

#: What a measure is to an indicator, in words; broad and narrow are said of the indicator.
PROPOSAL_LABELS = {
    "same": "same measure (to be confirmed by a person)",
    "close": "close",
    "broad": "broad: the catalogue's is the wider one",
    "narrow": "narrow: the catalogue's is the narrower one",
    "related": "related",
    "unlike": "looks alike, is not",
}
#: Never an exact match: only a person makes one.
PREDICATES = {
    "same": "skos:closeMatch",
    "close": "skos:closeMatch",
    "broad": "skos:broadMatch",
    "narrow": "skos:narrowMatch",
    "related": "skos:relatedMatch",
}
REPEAT_LABELS = {
    "exact": "word for word",
    "same": "same measure in other words (to be confirmed by a person)",
    "vague": "same measure, vague wording (to be confirmed by a person)",
    "component": "one is a term of the other",
    "subset": "one counts a part of what the other counts",
    "population": "one is of a part of the other's people",
    "partition": "parts of one whole",
    "denominator": "two shares of the same thing",
    "close": "nearly the same; differs in unit, ages or limit",
    "unlike": "looks alike, is not",
}
LEXICAL, COMPOSITE = "semapv:LexicalMatching", "semapv:CompositeMatching"
