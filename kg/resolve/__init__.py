"""Many articles' Extractions -> Entities: who is who across articles, with every judgement recorded.

`resolve` does all of it. Its stages, for those who add articles one by one: `rules` once; `profiles` of an article;
`keys` of a profile, which connect it with others into a component; `resolve_component`, which nothing outside the
component can change.
"""

from kg.resolve.blocking import components, keys
from kg.resolve.decisions import DecisionError, read_decisions, write_decisions
from kg.resolve.evidence import profiles
from kg.resolve.profiles import Profile
from kg.resolve.resolution import Resolution, resolve, resolve_component
from kg.resolve.rules import Rules, rules

__all__ = [
    "DecisionError",
    "Profile",
    "Resolution",
    "Rules",
    "components",
    "keys",
    "profiles",
    "read_decisions",
    "resolve",
    "resolve_component",
    "rules",
    "write_decisions",
]
