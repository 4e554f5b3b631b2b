"""What the crash tests kill, in processes that are forked with everything imported, so that a trial takes a moment.

Nothing here may touch Oxigraph at import: its threads do not survive a fork.
"""

from __future__ import annotations

import pickle
import resource
import subprocess
import sys
from pathlib import Path

from kg.gazetteer import gazetteer
from kg.model import KgError
from kg.ontology import Ontology
from kg.store import extended, is_store, rebuilt
from tests.store.living import put
from tests.store.small_corpus import corpus

_LOAD = "import pickle, sys; from kg.ontology import load; sys.stdout.buffer.write(pickle.dumps(load()))"
CORPUS = corpus()
ONTOLOGY: Ontology = pickle.loads(
    subprocess.run([sys.executable, "-c", _LOAD], stdout=subprocess.PIPE, check=True).stdout
)
gazetteer(ONTOLOGY)  # made once for all trials: it takes longer than they do
REMOVED = CORPUS[5].article.id


def work(folder: Path) -> None:
    """Build a store of most of the small corpus, add the rest one by one, and remove an article."""
    if not is_store(folder):
        with rebuilt(folder, "plan") as writer:
            put(writer, CORPUS[:7], ONTOLOGY)
    for extraction in CORPUS[7:]:
        with extended(folder) as writer:
            put(writer, [extraction], ONTOLOGY)
    with extended(folder) as writer:
        put(writer, (), ONTOLOGY, gone=frozenset([REMOVED]))


def work_in_little_space(folder: Path, size: int) -> None:
    """Add to a store where no file may be larger than `size` bytes; exits with 9 when that is said to be impossible."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        with extended(folder) as writer:
            put(writer, CORPUS[3:], ONTOLOGY)
    except KgError:
        raise SystemExit(9) from None
