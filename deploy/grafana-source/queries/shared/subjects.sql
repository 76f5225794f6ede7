SELECT DISTINCT subject FROM findings WHERE analyzer = 'drift' AND model IN (${model:singlequote}) ORDER BY subject
