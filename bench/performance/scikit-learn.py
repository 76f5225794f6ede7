"""All binary metrics of scikit-learn over rows of (score, truth) as doubles. Arguments: the file, rounds; prints JSON with the better round. Loading is not counted."""
import json, resource, sys, time
import numpy as np
import sklearn
from sklearn import metrics

path, rounds = sys.argv[1], int(sys.argv[2])
rows = np.fromfile(path, dtype=np.float64).reshape(-1, 2)
score, truth = np.ascontiguousarray(rows[:, 0]), rows[:, 1].astype(np.int64)
del rows
seconds, cpu = [], []
for _ in range(rounds):
    started, spent = time.perf_counter(), time.process_time()
    predicted = (score >= 0.5).astype(np.int64)
    found = {
        "accuracy": metrics.accuracy_score(truth, predicted),
        "precision": metrics.precision_score(truth, predicted),
        "recall": metrics.recall_score(truth, predicted),
        "f1": metrics.f1_score(truth, predicted),
        "rocAuc": metrics.roc_auc_score(truth, score),
        "averagePrecision": metrics.average_precision_score(truth, score),
        "logLoss": metrics.log_loss(truth, score),
        "brier": metrics.brier_score_loss(truth, score),
    }
    (tn, fp), _ = metrics.confusion_matrix(truth, predicted)
    found["specificity"] = tn / (tn + fp)
    seconds.append(time.perf_counter() - started)
    cpu.append(time.process_time() - spent)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"version": sklearn.__version__, "seconds": min(seconds), "cpuSeconds": min(cpu), "peakMegabytes": round(peak), "metrics": {name: float(value) for name, value in found.items()}}))
