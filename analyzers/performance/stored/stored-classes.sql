-- What labels and predicted classes are called, each as it is written, and rows with a score by window. At most {most} names.
SELECT
  (SELECT groupUniqArray({most: UInt32})(label) FROM labels WHERE model = {model: String} AND observed_time <= fromUnixTimestamp64Milli({until: Int64}) AND withdrawn = 0) AS labels,
  groupUniqArrayArray({most: UInt32})(classes) AS classes,
  groupArray((window, rows)) AS windows
FROM (
  SELECT
    intDiv(toUnixTimestamp64Milli(event_time) - {shift: Int64}, {length: Int64}) AS window,
    count() AS rows,
    groupUniqArrayIf({most: UInt32})(
      multiIf({class: String} = '', '', mapContains(prediction_categories, {class: String}), toString(prediction_categories[{class: String}]), toString(prediction_numbers[{class: String}])),
      {class: String} != '') AS classes
  FROM inferences
  WHERE model = {model: String} AND event_time >= fromUnixTimestamp64Milli({from: Int64}) AND event_time < fromUnixTimestamp64Milli({to: Int64})
    AND mapContains(prediction_numbers, {score: String}) AND isFinite(prediction_numbers[{score: String}])
    AND ({class: String} = '' OR mapContains(prediction_categories, {class: String}) OR mapContains(prediction_numbers, {class: String}))
  GROUP BY window
)
