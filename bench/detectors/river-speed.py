"""Nanoseconds of CPU a value of river's detectors, the better of two rounds, over the errors on stdin (one byte each). Arguments: the slow detector, how many times fewer values it is given, names."""
import json, sys, time
import river
from river import drift

MAKERS = {
    "adwin": drift.ADWIN,
    "ddm": drift.binary.DDM,
    "eddm": drift.binary.EDDM,
    "hddm-a": drift.binary.HDDMA,
    "hddm-w": drift.binary.HDDMW,
    "kswin": drift.KSWIN,
    "page-hinkley": drift.PageHinkley,
}
slow, slower, *names = sys.argv[1:]
errors = list(sys.stdin.buffer.read())


def nanoseconds(name):
    values = errors[: len(errors) // int(slower)] if name == slow else errors
    update = MAKERS[name]().update
    begun = time.process_time_ns()
    for value in values:
        update(value)
    return (time.process_time_ns() - begun) / len(values)


times = {name: round(min(nanoseconds(name), nanoseconds(name))) for name in names if name in MAKERS}
print(json.dumps({"version": river.__version__, "times": times}))
