-- Select list of the sums of PerformanceSums (analyzers/baseline/baseline.ts), one output column a field, over rows with the columns
--   score Float64     probability of the positive class (binary), predicted number (regression), 0 (multiclass)
--   label Float64     1 or 0 (binary), the number (regression), 0 (multiclass)
--   predicted UInt8   1 when the predicted class is the positive one (binary), else 0
--   correct UInt8     1 when the predicted class is the label, else 0
-- exactSum(x) is written out by performance-sums.ts.
count() AS labelled,
exactSum(label) AS positives,
exactSum(score) AS sumScore,
exactSum(score * (1 - score)) AS sumVariance,
exactSum((label - score) * (label - score)) AS sumSquaredError,
exactSum(abs(label - score)) AS sumAbsoluteError,
exactSum(-if(label > 0.5, log(least(greatest(score, 1e-15), 1)), log(least(greatest(1 - score, 1e-15), 1)))) AS sumLogLoss,
sum(toUInt64(correct)) AS correct,
sum(toUInt64(predicted)) AS predictedPositives,
exactSum(if(predicted = 1, label, 0)) AS truePositives,
exactSum(if(predicted = 1, score, 0)) AS sumScoreOfPredicted,
exactSum(if(predicted = 1, score * (1 - score), 0)) AS sumVarianceOfPredicted,
exactSum(score * (1 - score) * (1 - 2 * score) * (1 - 2 * score)) AS sumSquaredErrorVariance,
exactSum(-(score * log(least(greatest(score, 1e-15), 1)) + (1 - score) * log(least(greatest(1 - score, 1e-15), 1)))) AS sumEntropy,
exactSum(score * (1 - score) * pow(log(least(greatest(score, 1e-15), 1)) - log(least(greatest(1 - score, 1e-15), 1)), 2)) AS sumLogLossVariance,
sumResample(0, 100, 1)(toUInt64(label > 0.5), toUInt8(least(greatest(floor(score * 100), 0), 99))) AS scoresOfPositives,
sumResample(0, 100, 1)(toUInt64(label <= 0.5), toUInt8(least(greatest(floor(score * 100), 0), 99))) AS scoresOfNegatives
