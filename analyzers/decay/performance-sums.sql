-- Select list of the sums of PerformanceSums (analyzers/baseline/baseline.ts), one output column a field, over rows with the columns
--   score Float64     probability of the positive class (binary), predicted number (regression), 0 (multiclass)
--   label Float64     1 or 0 (binary), the number (regression), 0 (multiclass)
--   predicted UInt8   1 when the predicted class is the positive one (binary), else 0
--   correct UInt8     1 when the predicted class is the label, else 0
count() AS labelled,
sum(label) AS positives,
sum(score) AS sumScore,
sum(score * (1 - score)) AS sumVariance,
sum((label - score) * (label - score)) AS sumSquaredError,
sum(abs(label - score)) AS sumAbsoluteError,
sum(-if(label > 0.5, log(least(greatest(score, 1e-15), 1)), log(least(greatest(1 - score, 1e-15), 1)))) AS sumLogLoss,
sum(toUInt64(correct)) AS correct,
sum(toUInt64(predicted)) AS predictedPositives,
sumIf(label, predicted = 1) AS truePositives,
sumIf(score, predicted = 1) AS sumScoreOfPredicted,
sumIf(score * (1 - score), predicted = 1) AS sumVarianceOfPredicted,
sum(score * (1 - score) * (1 - 2 * score) * (1 - 2 * score)) AS sumSquaredErrorVariance,
sum(-(score * log(least(greatest(score, 1e-15), 1)) + (1 - score) * log(least(greatest(1 - score, 1e-15), 1)))) AS sumEntropy,
sum(score * (1 - score) * pow(log(least(greatest(score, 1e-15), 1)) - log(least(greatest(1 - score, 1e-15), 1)), 2)) AS sumLogLossVariance,
sumResample(0, 100, 1)(label, toUInt8(least(greatest(floor(score * 100), 0), 99))) AS scoresOfPositives,
sumResample(0, 100, 1)(1 - label, toUInt8(least(greatest(floor(score * 100), 0), 99))) AS scoresOfNegatives
