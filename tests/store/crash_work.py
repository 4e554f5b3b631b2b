"""What the crash tests kill, in processes that are forked with everything imported, so that a trial takes a moment.

Nothing here may touch Oxigraph at import: its threads do not survive a fork.
"""

from __future__ import annotations

import resource
from pathlib import Path

from kg.model import KgError
from kg.ontology import Ontology
from kg.store import extended, is_store, rebuilt
from tests.store.living import put
from tests.store.small_corpus import corpus

CORPUS = corpus()
REMOVED = CORPUS[5].article.id


def work(ontology: Ontology, folder: Path) -> None:
    """Build a store of most of the small corpus, add the rest one by one, and remove an article."""
    if not is_store(folder):
        with rebuilt(folder, "plan") as writer:
            put(writer, CORPUS[:7], ontology)
    for extraction in CORPUS[7:]:
        with extended(folder) as writer:
            put(writer, [extraction], ontology)
    with extended(folder) as writer:
        put(writer, (), ontology, gone=frozenset([REMOVED]))


def work_in_little_space(ontology: Ontology, folder: Path, size: int) -> None:
    """Add to a store where no file may be larger than `size` bytes; exits with 9 when that is said to be impossible."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        with extended(folder) as writer:
            put(writer, CORPUS[3:], ontology)
    except KgError:
        raise SystemExit(9) from None
