-- Sums of the labelled rows by judged window (1, 2, …), local day, and whether they are the window's own or of the 91 days before its end. Each window sees the labels as they were
-- known when it was due: of several labels of a row the one received last among those observed by then, at once the later sequence; where that one is a withdrawal there is none, and where nothing was said what is assumed. So a window judged late, or together with others, has the sums it would have had alone and in time.
-- Rows are added up once, by the windows that know their label in the same way, then handed to each of those.
SELECT judged, window = ({starts: Array(Int64)})[judged] AS own, day, sum(parts.assumedRows) AS assumed, {{joinedSums}}
FROM (
  SELECT window, day, since, until, countIf(supposed = 1) AS assumedRows, {{partialSums}}
  FROM (
    SELECT
      window, day, known.1 AS since, known.2 AS until, known.5 AS supposed,
      multiIf({task: String} = 'multiclass', 0., prediction) AS score,
      multiIf({task: String} = 'regression', toFloat64OrZero(known.3), {task: String} = 'binary', toFloat64({{isPositiveLabel(known.3)}}), 0.) AS label,
      toUInt8({task: String} = 'binary' AND {{isPositive(class)}}) AS predicted,
      toUInt8({task: String} != 'regression' AND if({task: String} = 'binary', {{isPositive(class)}} = {{isPositiveLabel(known.3)}}, {{class(class)}} = {{class(known.3)}})) AS correct,
      {{cell}}
    FROM (
      SELECT
        request_id, row_number,
        roundDown(toUnixTimestamp64Milli(event_time), arrayPushFront({starts: Array(Int64)}, toInt64(0))) AS window,
        toInt64(toUnixTimestamp(toStartOfDay(event_time, {timeZone: String}))) * 1000 AS day,
        if(mapContains(prediction_numbers, {score: String}), prediction_numbers[{score: String}], nan) AS prediction,
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
        arraySort(groupArray((received_time, sequence, observed_time, label, withdrawn, {{assumed}}))) AS said,
        arrayMap(one -> arrayFirstIndex(due -> due >= toUnixTimestamp64Milli(one.3), {dues: Array(Int64)}), said) AS first,
        arrayMap(
          place -> (first[place], arrayMin(arrayPushBack(arraySlice(first, place + 1), toUInt32(length({dues: Array(Int64)}) + 1))), (said[place]).4, (said[place]).5, (said[place]).6),
          arrayEnumerate(said)
        ) AS knowns
      FROM {{labels}}
      WHERE model = {model: String} AND observed_time <= fromUnixTimestamp64Milli({lastDue: Int64})
      GROUP BY request_id, row_number
    ) AS truths USING (request_id, row_number)
    ARRAY JOIN knowns AS known
    WHERE since < until AND known.4 = 0 AND ({task: String} != 'regression' OR isFinite(toFloat64OrNull(known.3))) AND {{isKnown(known.3)}}
  )
  GROUP BY window, day, since, until
) AS parts
ARRAY JOIN range(since, until) AS judged
WHERE window < ({ends: Array(Int64)})[judged] AND day < ({ends: Array(Int64)})[judged] AND day >= ({ends: Array(Int64)})[judged] - {history: Int64}
GROUP BY judged, own, day
ORDER BY judged, day, own
