"""Links of members and keys -> components: which members keys connect, directly or through others.

Labels spread to the least: in a round, every member takes the least label that any member of its keys has, and then the
label of that member. So a chain of n members needs about log n rounds, each a few joins that are laid down.
"""

from __future__ import annotations

import functools

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from kg.scale.desk import Desk


def connected(desk: Desk, name: str, links: DataFrame) -> DataFrame:
    """(member, component) of all members that share a key with others; a component is called after its least member.

    `links` are (member, key). What is worked out on the way is laid down under `name`.
    """
    shared = links.groupBy("key").count().where("count > 1").select("key")
    links = desk.kept(f"{name}/links", lambda: links.join(shared, "key", "left_semi").distinct())
    labels = links.select("member", sf.col("member").alias("component")).distinct()
    for number in range(1, links.count() + 2):
        labels = desk.kept(f"{name}/round-{number}", functools.partial(_spread, links, labels))
        if labels.where("before != component").isEmpty():
            break
    return labels.select("member", "component")


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
