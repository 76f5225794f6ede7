-- Sums of the labelled rows by judged window (1, 2, …), local day, and whether they are the window's own or of the 91 days before its end. Each window sees the labels as they were
-- known when it was due: of several labels of a row the one received last among those observed by then. So a window judged late, or together with others, has the sums it would have had alone and in time.
SELECT judged, own, day, {{performanceSums}}
FROM (
  SELECT
    judged, own, day,
    multiIf({task: String} = 'multiclass', 0., prediction) AS score,
    multiIf({task: String} = 'regression', toFloat64OrZero(truth), {task: String} = 'binary', toFloat64(truth = {positive: String}), 0.) AS label,
    toUInt8({task: String} = 'binary' AND class = {positive: String}) AS predicted,
    toUInt8({task: String} != 'regression' AND if({task: String} = 'binary', (class = {positive: String}) = (truth = {positive: String}), class = truth)) AS correct
  FROM (
    SELECT
      arrayJoin(arrayFilter(
        one -> time < ({ends: Array(Int64)})[one.1] AND day >= ({ends: Array(Int64)})[one.1] - {history: Int64},
        arrayFlatten(arrayMap(known -> arrayMap(judged -> (judged, known.3), range(known.1, known.2)), knowns))
      )) AS seen,
      seen.1 AS judged, seen.2 AS truth, time >= ({starts: Array(Int64)})[judged] AS own, day, prediction, class
    FROM (
      SELECT
        request_id, row_number,
        toUnixTimestamp64Milli(event_time) AS time,
        toInt64(toUnixTimestamp(toStartOfDay(event_time, {timeZone: String}))) * 1000 AS day,
        prediction_numbers[{score: String}] AS prediction,
        multiIf(
          mapContains(prediction_categories, {class: String}), toString(prediction_categories[{class: String}]),
          mapContains(prediction_numbers, {class: String}), toString(prediction_numbers[{class: String}]),
          prediction >= 0.5, {positive: String}, '') AS class
      FROM inferences
      WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String})
        AND event_time >= fromUnixTimestamp64Milli({from: Int64}) AND event_time < fromUnixTimestamp64Milli({to: Int64})
        AND if({task: String} = 'multiclass', mapContains(prediction_categories, {class: String}) OR mapContains(prediction_numbers, {class: String}), isFinite(prediction) AND mapContains(prediction_numbers, {score: String}))
    ) AS predictions
    INNER JOIN (
      -- Each label with the first window that knew it and the first that knew a later one.
      SELECT
        request_id, row_number,
        arraySort(groupArray((received_time, observed_time, label))) AS said,
        arrayMap(one -> arrayFirstIndex(due -> due >= toUnixTimestamp64Milli(one.2), {dues: Array(Int64)}), said) AS since,
        arrayMap(
          place -> (since[place], arrayMin(arrayPushBack(arraySlice(since, place + 1), toUInt32(length({dues: Array(Int64)}) + 1))), (said[place]).3),
          arrayEnumerate(said)
        ) AS knowns
      FROM labels
      WHERE model = {model: String} AND observed_time <= fromUnixTimestamp64Milli({lastDue: Int64})
      GROUP BY request_id, row_number
    ) AS truths USING (request_id, row_number)
  )
  WHERE {task: String} != 'regression' OR isFinite(toFloat64OrNull(truth))
)
GROUP BY judged, own, day
ORDER BY judged, day, own
