"""The floor that the report is held against: numpy alone sorts, takes 20 exact Kolmogorov-Smirnov distances and 5 chi-squares. Loading is not counted.
Usage: floor.py DIR   prints {"seconds": …} on stdout; DIR holds ref.parquet and cur.parquet of shared/bench/generate.py."""

import json
import sys
import time

import numpy as np
import pyarrow.parquet as pq

reference = pq.read_table(f"{sys.argv[1]}/ref.parquet")
current = pq.read_table(f"{sys.argv[1]}/cur.parquet")
numbers = [name for name in reference.column_names if name.startswith("n")]
categories = [name for name in reference.column_names if name.startswith("c")]
columns = {name: (reference[name].to_numpy(), current[name].to_numpy()) for name in numbers}
codes = {}
for name in categories:
    left, right = reference[name].combine_chunks().dictionary_encode(), current[name].combine_chunks().dictionary_encode()
    codes[name] = tuple((side.indices.to_numpy(), side.dictionary.to_pylist()) for side in (left, right))

started = time.perf_counter()
results = {}
for name, (a, b) in columns.items():
    a, b = np.sort(a[np.isfinite(a)]), np.sort(b[np.isfinite(b)])
    pooled = np.concatenate([a, b])
    below_a = np.searchsorted(a, pooled, side="right") / len(a)
    below_b = np.searchsorted(b, pooled, side="right") / len(b)
    results[name] = float(np.max(np.abs(below_a - below_b)))
for name, sides in codes.items():
    levels = {level: place for place, level in enumerate(sorted({level for _, names in sides for level in names}))}
    table = np.zeros((2, len(levels)))
    for side, (indices, names) in enumerate(sides):
        table[side, [levels[level] for level in names]] = np.bincount(indices, minlength=len(names))
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / table.sum()
    results[name] = float(((table - expected) ** 2 / expected).sum())
print(json.dumps({"seconds": time.perf_counter() - started, "statistics": results}))
