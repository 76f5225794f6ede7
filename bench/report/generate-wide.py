"""Writes ref.parquet and cur.parquet of many columns: numbers (normal, lognormal, zero-inflated, whole; float32) and every tenth a category; every twentieth column of the current data changed.
Usage: generate-wide.py DIR COLUMNS ROWS [SEED=20261121]. Written 50,000 rows at a time, so that it needs little memory."""

import os
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

directory, columns, rows = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
seed = int(sys.argv[4]) if len(sys.argv) > 4 else 20261121
os.makedirs(directory, exist_ok=True)
GROUP = 50_000
LEVELS = np.array([f"level{place}" for place in range(20)])
SHARES = 1 / np.arange(1, 21)
CUMULATIVE = np.cumsum(SHARES / SHARES.sum())


def column(random, place, count, changed):
    if place % 10 == 9:
        levels = np.searchsorted(CUMULATIVE, random.random(count, dtype=np.float32) * (0.97 if changed else 1))
        return pa.DictionaryArray.from_arrays(pa.array(levels, type=pa.int32()), LEVELS).cast(pa.string())
    values = random.standard_normal(count, dtype=np.float32)
    if changed:
        values += np.float32(0.05)
    if place % 10 == 6:
        values = np.exp(values)
    elif place % 10 == 7:
        values = np.where(values > 0.8, values, np.float32(0))
    elif place % 10 == 8:
        values = np.round(values * 5)
    return pa.array(values)


for side, name in enumerate(("ref", "cur")):
    random = np.random.default_rng([seed, side])
    names = [f"x{place:04d}" for place in range(columns)]
    writer = None
    for start in range(0, rows, GROUP):
        count = min(GROUP, rows - start)
        table = pa.table({names[place]: column(random, place, count, side == 1 and place % 20 == 3) for place in range(columns)})
        writer = writer or pq.ParquetWriter(f"{directory}/{name}.parquet", table.schema, compression="snappy")
        writer.write_table(table)
    writer.close()
