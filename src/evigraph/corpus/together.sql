-- Pairs of works that at least two articles cite, the most frequent of them.
WITH cited AS (
  SELECT DISTINCT same.work AS work, mention.article AS article
  FROM mention JOIN same ON same.key = mention.key
  WHERE mention.number > 0
), often AS (
  SELECT cited.work AS work, cited.article AS article FROM cited
  WHERE cited.work IN (SELECT work FROM cited GROUP BY work HAVING count(*) >= 2)
)
SELECT one.work, other.work, count(*) AS articles
FROM often AS one JOIN often AS other ON other.article = one.article AND other.work > one.work
GROUP BY one.work, other.work
HAVING count(*) >= 2
ORDER BY articles DESC, one.work, other.work
LIMIT :most;
