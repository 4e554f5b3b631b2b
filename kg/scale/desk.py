"""A folder on any file system that Spark knows -> where stages lay down what they made, as Parquet, and find it again.

What is laid down survives executors and the driver, and cuts off the history of its DataFrame.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pyspark.sql import DataFrame, SparkSession

_DONE = "_SUCCESS"  # what Spark writes last


@dataclass(frozen=True, slots=True)
class Desk:
    """The folder `place` of one run; `spark` is its session."""

    spark: SparkSession
    place: str
    _system: Any = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        hadoop = self.spark.sparkContext._jsc.hadoopConfiguration()
        object.__setattr__(self, "_system", self._path("").getFileSystem(hadoop))

    def kept(self, name: str, make: Callable[[], DataFrame]) -> DataFrame:
        """What `make` gives, laid down as `name`; what lies there from a run that was ended is not made again."""
        path, frame = f"{self.place}/{name}", make()
        if not self.has(f"{name}/{_DONE}"):
            frame.write.mode("overwrite").parquet(path)
        return self.spark.read.schema(frame.schema).parquet(path)

    def has(self, name: str) -> bool:
        """Whether a file or folder of that name is there."""
        return bool(self._system.exists(self._path(name)))

    def names(self, name: str) -> list[str]:
        """What a folder holds, in order, without what Spark notes for itself."""
        found = (each.getPath().getName() for each in self._system.listStatus(self._path(name)))
        return sorted(each for each in found if not each.startswith(("_", ".")))

    def move(self, name: str, other: str) -> None:
        """Rename a file or folder; what has the other name is removed."""
        self.drop(other)
        self._system.rename(self._path(name), self._path(other))

    def drop(self, name: str) -> None:
        """Remove a file, or a folder with all that it holds."""
        self._system.delete(self._path(name), True)

    def note(self, name: str, text: str) -> None:
        """Write a small file."""
        stream = self._system.create(self._path(name), True)
        stream.write(bytearray(text.encode()))
        stream.close()

    def noted(self, name: str) -> str:
        """The text of a small file, nothing when there is none."""
        if not self.has(name):
            return ""
        stream = self._system.open(self._path(name))
        try:
            return bytes(stream.readAllBytes()).decode()
        finally:
            stream.close()

    def _path(self, name: str) -> Any:
        java: Any = self.spark.sparkContext._jvm
        return java.org.apache.hadoop.fs.Path(f"{self.place}/{name}" if name else self.place)
