"""Many articles' Extractions -> Entities: who is who across articles, with every judgement recorded."""

from kg.resolve.decisions import DecisionError, read_decisions, write_decisions
from kg.resolve.resolution import Resolution, resolve

__all__ = ["DecisionError", "Resolution", "read_decisions", "resolve", "write_decisions"]
