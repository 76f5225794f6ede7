-- Of a binary model's labelled rows, by window: counts, and what ROC AUC, average precision and the losses are made of, over all distinct scores (exact, no bins). A row's label is the one received last, at once the later sequence,
-- among those observed by then; where that is a withdrawal it has none. Rows are joined to labels by two hashes of their identity, 128 bits in all: of 10^10 rows two share both with a chance of 10^-19.
SELECT
  window,
  count() AS labelled,
  countIf(truth) AS positives,
  countIf(positive) AS predictedPositives,
  countIf(truth AND positive) AS truePositives,
  min(score) AS lowest,
  max(score) AS highest,
  -- Pairs of a positive and a negative row in which the negative one's score is the same or higher, and those in which the positive one's is: together all pairs, and those of one score twice.
  toFloat64(sumIf(toUInt128(rowsFrom - hitsFrom), truth)) AS pairsBelow,
  toFloat64(sumIf(toUInt128(hitsFrom), NOT truth)) AS pairsAbove,
  sumIf(hitsFrom / rowsFrom, truth) AS sumPrecision,
  sum(truth - score) AS sumResidual,
  sum(square) AS sumSquare, sum(square * square) AS sumSquare2, sum(square * square * square) AS sumSquare3, sum((truth - score) * square) AS sumResidual3,
  sum(log) AS sumLog, sum(log * log) AS sumLog2, sum(log * log * log) AS sumLog3, max(log) AS largestLog
FROM (
  SELECT
    window, score, truth, positive,
    (truth - score) * (truth - score) AS square, -log(least(greatest(if(truth, score, 1 - score), 1e-15), 1)) AS log,
    count() OVER above AS rowsFrom, sum(truth) OVER above AS hitsFrom
  FROM (
    SELECT
      bitOr(bitShiftLeft(toUInt128(xxh3(request_id)), 64), toUInt128(bitXor(cityHash64(request_id), intHash64(row_number)))) AS row,
      intDiv(toUnixTimestamp64Milli(event_time) - {shift: Int64}, {length: Int64}) AS window,
      -- Of zeros there is one.
      prediction_numbers[{score: String}] + 0. AS score,
      if({class: String} = '', toUInt8(score >= 0.5), toUInt8(class IN {positives: Array(String)})) AS positive,
      if(mapContains(prediction_categories, {class: String}), toString(prediction_categories[{class: String}]), toString(prediction_numbers[{class: String}])) AS class
    FROM inferences
    WHERE model = {model: String} AND event_time >= fromUnixTimestamp64Milli({from: Int64}) AND event_time < fromUnixTimestamp64Milli({to: Int64})
      AND mapContains(prediction_numbers, {score: String}) AND isFinite(prediction_numbers[{score: String}])
      AND ({class: String} = '' OR mapContains(prediction_categories, {class: String}) OR mapContains(prediction_numbers, {class: String}))
  ) AS predictions
  INNER JOIN (
    SELECT
      bitOr(bitShiftLeft(toUInt128(xxh3(request_id)), 64), toUInt128(bitXor(cityHash64(request_id), intHash64(row_number)))) AS row,
      -- The last byte of the latest: 0 or 1; 2: no class of the model, or taken back. Before it when it was received, its sequence, when it was observed, how it begins.
      toUInt8(bitAnd(max(bitOr(
        bitOr(bitShiftLeft(toUInt256(toUnixTimestamp64Milli(received_time)), 192), bitOr(bitShiftLeft(toUInt256(sequence), 128), bitShiftLeft(toUInt256(toUnixTimestamp64Milli(observed_time)), 64))),
        toUInt256(bitOr(
          reinterpretAsUInt64(reverse(toFixedString(substring(label, 1, 7), 8))),
          if(withdrawn = 1 OR label NOT IN {known: Array(String)}, 2, toUInt8(label IN {positives: Array(String)})))))), 3)) AS truth
    FROM labels
    WHERE model = {model: String} AND observed_time <= fromUnixTimestamp64Milli({until: Int64})
    GROUP BY row
    HAVING truth < 2
  ) AS truths USING (row)
  WINDOW above AS (PARTITION BY window ORDER BY score DESC RANGE UNBOUNDED PRECEDING)
)
GROUP BY window
ORDER BY window
