"""Doc -> Extraction: who is mentioned, what holds between them, who says so, and where it stands in the text."""

from __future__ import annotations

from kg.encoder import Encoding
from kg.extract.attribution import attributions
from kg.extract.claims import claims
from kg.extract.coreference import mentions_and_chains
from kg.extract.dates import with_moments
from kg.extract.lexicon import lexicon
from kg.extract.recognition import recognise
from kg.extract.relations import relations
from kg.extract.statements import statements
from kg.extract.times import timed
from kg.model import Article, Extraction
from kg.ontology import Ontology
from kg.tokens import Doc

__all__ = ["extract"]


def extract(article: Article, doc: Doc, ontology: Ontology, encoding: Encoding | None = None) -> Extraction:
    """Everything that `article` says, from its parsed `doc`.

    With an `encoding` of it, the names in `doc` become the encoder's; without, rules work alone, on those of spaCy.
    """
    if encoding is not None:
        recognise(doc, encoding, lexicon(ontology))
    reported = attributions(doc, ontology, encoding)
    mentions, chains, references = mentions_and_chains(doc, article, reported, ontology, encoding)
    dated = timed(doc, article, ontology)
    related = relations(doc, mentions, chains, reported, dated.expressions, ontology, encoding, dated.moments)
    mentions, chains = with_moments(doc.text, related, mentions, chains)
    claimed = claims(doc, reported, chains, mentions, related, ontology)
    stated = statements(doc, mentions, chains, reported, ontology, encoding)
    return Extraction(article, mentions, chains, related, claimed, stated, dated.expressions, references)
