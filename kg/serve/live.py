"""A store that is written to while it is served -> always its latest snapshot, and processes that query it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from kg.model import KgError
from kg.ontology import Ontology
from kg.serve import articles, description, disputes, edges, entities, graph
from kg.serve.settings import Settings
from kg.serve.snapshot import Snapshot
from kg.serve.workers import Workers

_PAUSE = 2.0  # seconds between two looks at whether the store has changed

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Served:
    """What requests are answered from."""

    snapshot: Snapshot
    workers: Workers


class Live:
    """The latest of a store. `served` changes when the store does; requests that have begun keep what they have."""

    def __init__(self, snapshot: Snapshot, settings: Settings) -> None:
        self.settings = settings
        self.served = Served(snapshot, self._workers(snapshot))
        self._retired: list[Workers] = []

    def _workers(self, snapshot: Snapshot) -> Workers:
        chosen = self.settings
        return Workers(
            snapshot.view,
            count=chosen.workers,
            seconds=chosen.seconds,
            memory=chosen.memory,
            waiting=chosen.waiting,
        )

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Answer, and follow the store, until the block ends."""
        await self.served.workers.start()
        threading.Thread(target=self.served.snapshot.names, daemon=True).start()
        following = asyncio.get_running_loop().create_task(self._follow())
        try:
            yield
        finally:
            following.cancel()
            await asyncio.gather(*(workers.stop() for workers in (*self._retired, self.served.workers)))

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(_PAUSE)
            try:
                if not self.served.snapshot.is_current():
                    await self._renew()
            except KgError as error:
                _log.warning("the store cannot be read, what was read before is served: %s", error)

    async def _renew(self) -> None:
        before = self.served
        snapshot = await asyncio.to_thread(_indexed, before.snapshot.path, before.snapshot.ontology)
        workers = self._workers(snapshot)
        await workers.start()
        self.served = Served(snapshot, workers)
        before.workers.retire()
        self._retired = [*(each for each in self._retired if each.is_busy()), before.workers]
        forget()
        _log.info("the store has changed: %s is served", snapshot.view)


def _indexed(path: Path, ontology: Ontology) -> Snapshot:
    snapshot = Snapshot(path, ontology)
    snapshot.names()
    return snapshot


def forget() -> None:
    """Let go of what was remembered of earlier snapshots."""
    edges.edges_of.cache_clear()
    entities.mentioned.cache_clear()
    articles.article.cache_clear()
    disputes.disputes.cache_clear()
    graph.overview.cache_clear()
    description.triples.cache_clear()
