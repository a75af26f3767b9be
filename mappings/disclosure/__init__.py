"""Published rules of disclosure control, as data: who may see which counts, and how."""

from mappings.disclosure.rules import Level, Rule, RuleOfLevel, load_rules

__all__ = ["Level", "Rule", "RuleOfLevel", "load_rules"]
