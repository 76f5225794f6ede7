"""Makes the demo's model and data from the flights that left New York in the first half of 2013.

Run once; its results are in the repository. From the repository's root, with Python 3.11 or later:

    pip install numpy==2.4.6 pandas==3.1.1 scikit-learn==1.9.1 skl2onnx==1.20.0 onnx==1.23.2 protobuf==6.33.6 onnxruntime==1.31.1
    python demo/train.py --flights nycflights_m01_m06.csv.gz --weather nyc_weather_hourly_2013.csv.gz --out demo

The model is asked at the moment of departure whether the flight will arrive more than 15 minutes late. Writes
OUT/models/flight-delay/1/{model.onnx,model.yaml} and OUT/data/{baseline,flights}.csv.gz; the same input gives the same bytes.
(skl2onnx 1.20 writes numpy booleans where protobuf 7 takes nothing but integers, hence the older protobuf.)
"""

import argparse
import gzip
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pandas as pd
from onnx import TensorProto, helper
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder

SEED = 2013
ZONE = "America/New_York"
LIVE_FROM = "2013-02-15"  # local date of the scheduled departure; the days before are for training
LATE_MINUTES = 15
TAXI_MINUTES = 30  # out and in together; air_time counts only from wheels up to wheels down
FOLDS = 5
THRESHOLD = 0.5


@dataclass(frozen=True)
class Number:
    """A numeric feature: its unit for people, and the decimals to which it is rounded before anything sees it."""

    unit: str | None
    decimals: int


# Rounded before training, so that the files, the requests and the training rows hold the same values.
NUMBERS = {
    "departure_delay": Number("min", 0),
    "distance": Number("mi", 0),
    "hour": Number("h", 0),
    "weekday": Number(None, 0),
    "temperature": Number("°F", 1),
    "dew_point": Number("°F", 1),
    "humidity": Number("%", 1),
    "wind_speed": Number("mph", 1),
    "precipitation": Number("in", 2),
    "visibility": Number("mi", 2),
    "pressure": Number("hPa", 1),
}
CATEGORIES = ["carrier", "origin"]
FEATURES = [*NUMBERS, *CATEGORIES]

FROM_FLIGHTS = {"dep_delay": "departure_delay"}
FROM_WEATHER = {
    "temp": "temperature",
    "dewp": "dew_point",
    "humid": "humidity",
    "wind_speed": "wind_speed",
    "precip": "precipitation",
    "visib": "visibility",
    "pressure": "pressure",
}


def read_flights(flights_path: Path, weather_path: Path) -> pd.DataFrame:
    """All flights in the order of their requests: features, `key`, `day` (local), `event_time`, `landed_time`, `label`.

    A cancelled flight stays: the model is asked at its scheduled time without a departure delay, and its label never
    comes. A diverted flight has a departure delay but no label either. `label` and `landed_time` are missing for both.
    """
    flights = pd.read_csv(flights_path, parse_dates=["time_hour"]).rename(columns=FROM_FLIGHTS)
    weather = pd.read_csv(weather_path, parse_dates=["time_hour"]).rename(columns=FROM_WEATHER)
    # By the scheduled hour, not the actual one: time_hour is the flights file's own key into the weather.
    rows = flights.merge(
        weather[["origin", "time_hour", *FROM_WEATHER.values()]],
        on=["origin", "time_hour"],
        how="left",
        validate="many_to_one",
    )
    rows["day"] = pd.to_datetime(rows[["year", "month", "day"]])
    rows["weekday"] = rows["day"].dt.isocalendar().day
    for name, number in NUMBERS.items():
        rows[name] = rows[name].astype("float64").round(number.decimals)

    # time_hour is the scheduled hour in UTC already: no local clock to convert on the day that clocks change.
    scheduled = rows["time_hour"] + minutes(rows["sched_dep_time"] % 100)
    rows["event_time"] = scheduled + minutes(rows["departure_delay"].fillna(0))
    # An approximation: the arrival is in the destination's local clock, and the file does not say which zone that is.
    rows["landed_time"] = rows["event_time"] + minutes(rows["air_time"] + TAXI_MINUTES)
    rows["label"] = (rows["arr_delay"] > LATE_MINUTES).astype("float64").where(rows["arr_delay"].notna())
    rows["landed_time"] = rows["landed_time"].where(rows["label"].notna())
    rows["key"] = (
        rows["day"].dt.strftime("%Y-%m-%d")
        + "-" + rows["carrier"]
        + "-" + rows["flight"].astype(str)
        + "-" + rows["origin"]
        + "-" + rows["dest"]
    )
    if not rows["key"].is_unique:
        raise ValueError(f"a request id names one flight, but {rows['key'].duplicated().sum()} keys are repeated")
    return rows.sort_values(["event_time", "key"], ignore_index=True)


def minutes(count: pd.Series) -> pd.Series:
    return pd.to_timedelta(count, unit="min")


def make_model() -> Pipeline:
    """Shallow trees on strongly regularised leaves: six weeks of winter are a small sample of days, however many rows."""
    encode = make_column_transformer(
        ("passthrough", [*NUMBERS]),
        (OneHotEncoder(handle_unknown="ignore", sparse_output=False), CATEGORIES),
        verbose_feature_names_out=False,
    ).set_output(transform="pandas")
    trees = HistGradientBoostingClassifier(
        max_iter=100,
        max_depth=3,
        learning_rate=0.1,
        min_samples_leaf=100,
        l2_regularization=10,
        max_features=0.5,
        monotonic_cst={"departure_delay": 1},
        early_stopping=False,
        random_state=SEED,
    )
    return make_pipeline(encode, trees)


def fit(rows: pd.DataFrame) -> Pipeline:
    labelled = rows[rows["label"].notna()]
    return make_model().fit(labelled[FEATURES], labelled["label"].astype("int64"))


def late_probability(model: Pipeline, rows: pd.DataFrame) -> np.ndarray:
    return model.predict_proba(rows[FEATURES])[:, 1]


def out_of_fold(rows: pd.DataFrame) -> np.ndarray:
    """Each row's score from a model fitted without its block of days.

    Scores of rows that a model was fitted on flatter it. Blocks of days, because flights of one day share their weather
    and their delays, and so, less, do neighbouring days.
    """
    scores = np.empty(len(rows))
    for days in np.array_split(np.sort(rows["day"].unique()), FOLDS):
        held_out = rows["day"].isin(days)
        scores[held_out] = late_probability(fit(rows[~held_out]), rows[held_out])
    return scores


def export_onnx(model: Pipeline) -> onnx.ModelProto:
    """The pipeline with one input tensor a feature and exactly the outputs `late_probability` and `late`.

    skl2onnx ends with the label and a [rows, 2] tensor of probabilities; those become inner values of the graph.
    """
    inputs = [(name, FloatTensorType([None, 1])) for name in NUMBERS]
    inputs += [(name, StringTensorType([None, 1])) for name in CATEGORIES]
    exported = to_onnx(
        model,
        initial_types=inputs,
        options={id(model): {"zipmap": False}},
        target_opset={"": 17, "ai.onnx.ml": 3},
        name="flight_delay",
    )
    graph = exported.graph
    probabilities = graph.output[1].name
    graph.initializer.extend([
        helper.make_tensor("late_column", TensorProto.INT64, [1], [1]),
        helper.make_tensor("late_threshold", TensorProto.FLOAT, [], [THRESHOLD]),
    ])
    graph.node.extend([
        helper.make_node("Gather", [probabilities, "late_column"], ["late_probability"], axis=1),
        helper.make_node("Greater", ["late_probability", "late_threshold"], ["is_late"]),
        helper.make_node("Cast", ["is_late"], ["late"], to=TensorProto.INT64),
    ])
    del graph.output[:]
    graph.output.extend([
        helper.make_tensor_value_info("late_probability", TensorProto.FLOAT, [None, 1]),
        helper.make_tensor_value_info("late", TensorProto.INT64, [None, 1]),
    ])
    # skl2onnx collects these in a set, whose order changes from run to run.
    opsets = sorted(exported.opset_import, key=lambda opset: opset.domain)
    del exported.opset_import[:]
    exported.opset_import.extend(opsets)
    onnx.checker.check_model(exported, full_check=True)
    return exported


def check_same(model: Pipeline, exported: onnx.ModelProto, rows: pd.DataFrame) -> float:
    """Largest difference of the two forms' scores over 5,000 rows, some with missing values or an unknown carrier."""
    random = np.random.default_rng(SEED)
    sample = rows.sample(5000, random_state=SEED)[FEATURES].copy()
    for name in NUMBERS:
        sample.loc[random.random(len(sample)) < 0.05, name] = np.nan
    sample.loc[random.random(len(sample)) < 0.05, "carrier"] = "ZZ"
    tensors = {name: sample[[name]].to_numpy("float32") for name in NUMBERS}
    tensors |= {name: sample[[name]].to_numpy("object") for name in CATEGORIES}
    session = onnxruntime.InferenceSession(exported.SerializeToString())
    score, late = session.run(["late_probability", "late"], tensors)
    expected = late_probability(model, sample)
    difference = float(np.abs(score[:, 0] - expected).max())
    if difference > 1e-5:
        raise ValueError(f"the ONNX scores differ from scikit-learn's by {difference:.1e}, at most 1e-5 is allowed")
    if not np.array_equal(late[:, 0], score[:, 0] > THRESHOLD):
        raise ValueError("the ONNX model's `late` is not `late_probability` > 0.5")
    return difference


def describe_model(training: pd.DataFrame) -> str:
    """The text of model.yaml."""
    first, last = training["day"].min(), training["day"].max()
    lines = [
        "name: flight-delay",
        'version: "1"',
        "description: Will a flight out of New York arrive more than 15 minutes late? Asked at departure.",
        "task: binary",
        'positive: "1"',
        "score: late_probability",
        "prediction: late",
        f'trainedOn: {{ from: "{first:%Y-%m-%d}", to: "{last:%Y-%m-%d}" }} # inclusive, days in {ZONE}',
        "features:",
    ]
    for name, number in NUMBERS.items():
        unit = f', unit: "{number.unit}"' if number.unit else ""
        lines.append(f"  - {{ name: {name}, type: numeric{unit} }}")
    lines += [f"  - {{ name: {name}, type: categorical }}" for name in CATEGORIES]
    return "\n".join(lines) + "\n"


def write_rows(rows: pd.DataFrame, path: Path) -> None:
    """Gzipped CSV: times in UTC to the second, an empty cell for a missing value, whole numbers without a point."""
    text = rows.copy()
    for name in rows.columns:
        if isinstance(rows[name].dtype, pd.DatetimeTZDtype):
            text[name] = rows[name].dt.strftime("%Y-%m-%dT%H:%M:%SZ")
        elif rows[name].dtype == "float64":
            text[name] = rows[name].map(lambda value: f"{value:.12g}", na_action="ignore")
    # Neither a name nor a time in the gzip header, so that a second run gives the same bytes.
    with path.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(text.to_csv(index=False, lineterminator="\n").encode())


def figures(title: str, rows: pd.DataFrame, score: np.ndarray) -> str:
    known = rows["label"].notna().to_numpy()
    late, score = rows["label"].to_numpy()[known], score[known]
    return (
        f"{title}: {len(rows):,} rows, {known.sum():,} with a label, late {late.mean():.4f}, predicted {score.mean():.4f}, "
        f"accuracy {((score > THRESHOLD) == late).mean():.4f}, AUC {roc_auc_score(late, score):.4f}, "
        f"log loss {log_loss(late, score):.4f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--flights", type=Path, required=True, metavar="PATH")
    parser.add_argument("--weather", type=Path, required=True, metavar="PATH")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    arguments = parser.parse_args()
    data, artifact = arguments.out / "data", arguments.out / "models" / "flight-delay" / "1"
    data.mkdir(parents=True, exist_ok=True)
    artifact.mkdir(parents=True, exist_ok=True)

    rows = read_flights(arguments.flights, arguments.weather)
    baseline = rows[rows["day"] < LIVE_FROM].reset_index(drop=True)
    live = rows[rows["day"] >= LIVE_FROM]

    model = fit(baseline)
    exported = export_onnx(model)
    difference = check_same(model, exported, rows)
    onnx.save(exported, artifact / "model.onnx")
    (artifact / "model.yaml").write_text(describe_model(baseline), encoding="utf-8")

    # The shipped digits decide: `late` must be recomputable from the shipped `late_probability`.
    baseline["late_probability"] = out_of_fold(baseline).round(5)
    baseline["late"] = (baseline["late_probability"] > THRESHOLD).astype("int64")
    write_rows(
        baseline[["event_time", *FEATURES, "label", "late_probability", "late"]],
        data / "baseline.csv.gz",
    )
    write_rows(live[["key", "event_time", *FEATURES, "label", "landed_time"]], data / "flights.csv.gz")

    print(figures("baseline, out of fold", baseline, baseline["late_probability"].to_numpy()))
    print(figures("live", live, late_probability(model, live)))
    print(f"ONNX differs from scikit-learn by at most {difference:.1e}; {(artifact / 'model.onnx').stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
