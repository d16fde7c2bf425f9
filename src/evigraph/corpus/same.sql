-- The keys of rank :rank that stand for a work with a better key.  Lists err: a key is joined to the work that
-- at least three quarters of the articles put it with, and to none where they disagree more.
INSERT INTO same (key, work)
SELECT lesser, work FROM (
  SELECT lesser, work, weight, sum(weight) OVER (PARTITION BY lesser) AS total,
         row_number() OVER (PARTITION BY lesser ORDER BY weight DESC, work) AS place
  FROM (
    SELECT alias.lesser AS lesser, coalesce(same.work, alias.greater) AS work, sum(alias.weight) AS weight
    FROM alias LEFT JOIN same ON same.key = alias.greater
    WHERE alias.rank = :rank
    GROUP BY 1, 2
  )
) WHERE place = 1 AND weight * 4 >= total * 3;
