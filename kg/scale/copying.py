"""Extractions -> (article, original, publisher): copies, with the first of all copies and who vouches for that."""

from __future__ import annotations

from collections.abc import Iterator

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from kg.copies import alike
from kg.scale.components import connected
from kg.scale.desk import Desk
from kg.scale.rows import Row, mapped


def copied(desk: Desk, extractions: DataFrame) -> DataFrame:
    """The articles that are copies of others."""
    articles = extractions.select("id", "dated", "publisher", "signature", "bands").where("length(signature) > 0")
    links = desk.kept("copies/pairs", lambda: _links(articles))
    groups = connected(desk, "copies", links)
    members = groups.join(articles.withColumnRenamed("id", "member"), "member")
    first = members.groupBy("component").agg(sf.min(sf.struct("dated", "member", "publisher")).alias("first"))
    found = members.select("member", "component").join(first, "component")
    named = found.select(
        sf.col("member").alias("article"), sf.col("first.member").alias("original"), sf.col("first.publisher")
    )
    return desk.kept("copies/found", lambda: named.where("article != original"))


def _links(articles: DataFrame) -> DataFrame:
    """Articles with what connects copies: an equal signature, or a pair that is alike.

    Of those of one signature, the first alone is compared with others.
    """
    equal = articles.select(sf.col("id").alias("member"), sf.hex("signature").alias("key"))
    distinct = articles.groupBy("signature").agg(sf.min("id").alias("id"), sf.first("bands").alias("bands"))
    banded = distinct.select("id", "signature", sf.explode("bands").alias("band"))
    left, right = (
        banded.select("band", *(sf.col(name).alias(f"{name}_{side}") for name in ("id", "signature")))
        for side in ("left", "right")
    )
    met = left.join(right, "band").where("id_left < id_right").drop("band").distinct()
    pairs = met.select("id_left", "id_right", "signature_left", "signature_right")
    return equal.unionByName(mapped(pairs, _alike, "member string, key string"))


def _alike(rows: Iterator[Row]) -> Iterator[Row]:
    for left, right, *signatures in rows:
        if alike(*signatures):
            pair = f"{left} {right}"
            yield from ((left, pair), (right, pair))
