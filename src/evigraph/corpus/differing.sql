-- Numbers that articles attribute to one work, of the same measure and unit, where two articles differ.
-- A bare median or mean may be of anything and is left out; so are entries that name several works.
WITH attributed AS (
  SELECT min(same.work) AS work, number.measure, number.unit, number.value, number.node, number.article
  FROM number
  JOIN mention ON mention.article = number.article AND mention.number = number.entry
  JOIN same ON same.key = mention.key
  WHERE number.measure NOT IN ('mean', 'median')
  GROUP BY number.node
  HAVING count(*) = 1
)
SELECT work, measure, unit, value, node, article FROM attributed
WHERE (work, measure, unit) IN (
  SELECT work, measure, unit FROM attributed GROUP BY work, measure, unit
  HAVING count(DISTINCT value) > 1 AND count(DISTINCT article) > 1
)
ORDER BY work, measure, unit, node;
