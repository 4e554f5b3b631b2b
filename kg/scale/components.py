"""Links of members and keys -> components: which members keys connect, directly or through others.

As many links as one worker takes are joined by it in one go. Of more, labels spread to the least: in a round, every
member takes the least label that any member of its keys has, and then the label of that member. So a chain of n members
needs about log n rounds, each a few joins that are laid down.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from kg.scale.desk import Desk
from kg.scale.rows import Row, mapped

_MEMBERS = "member string, component string"
_IN_ONE_GO = 2_000_000  # links: of 16,000 articles, five seconds and a fifth of a GB for one worker


def connected(desk: Desk, name: str, links: DataFrame, most: int = _IN_ONE_GO) -> DataFrame:
    """(member, component) of all members that share a key with others; a component is called after its least member.

    `links` are (member, key); one worker joins up to `most` of them. What is worked out on the way is laid down under
    `name`.
    """
    if links.count() <= most:
        return desk.kept(f"{name}/components", lambda: mapped(links.coalesce(1), _joined, _MEMBERS))
    shared = links.groupBy("key").count().where("count > 1").select("key")
    links = desk.kept(f"{name}/links", lambda: links.join(shared, "key", "left_semi").distinct())
    labels = links.select("member", sf.col("member").alias("component")).distinct()
    for number in range(1, links.count() + 2):
        labels = desk.kept(f"{name}/round-{number}", functools.partial(_spread, links, labels))
        if labels.where("before != component").isEmpty():
            break
    return labels.select("member", "component")


def _joined(links: Iterator[Row]) -> Iterator[Row]:
    """The members of components of several, each with the least of its component."""
    parents: dict[str, str] = {}
    first: dict[str, str] = {}
    for member, key in links:
        parents.setdefault(member, member)
        one, other = sorted((_root(parents, member), _root(parents, first.setdefault(key, member))))
        parents[other] = one
    least = {member: _root(parents, member) for member in parents}
    several = {component for member, component in least.items() if member != component}
    return ((member, component) for member, component in least.items() if component in several)


def _root(parents: dict[str, str], member: str) -> str:
    while parents[member] != member:
        parents[member] = member = parents[parents[member]]
    return member


def _spread(links: DataFrame, labels: DataFrame) -> DataFrame:
    """A round: (member, its label before, its component)."""
    told = links.join(labels.select("member", "component"), "member")
    least = told.groupBy("key").agg(sf.min("component").alias("least"))
    near = (
        told.join(least, "key")
        .groupBy("member")
        .agg(sf.min("component").alias("before"), sf.min("least").alias("least"))
    )
    further = near.select(sf.col("member").alias("least"), sf.col("least").alias("component"))
    return near.join(further, "least").select("member", "before", "component")
