-- Of several articles with one key, the one of which most was kept; then the first by hash and file.
UPDATE article SET chosen = 1 WHERE (key, file, number) IN (
  SELECT key, file, number FROM (
    SELECT key, file, number, row_number() OVER (PARTITION BY key ORDER BY kept DESC, hash, file, number) AS place
    FROM article
  ) WHERE place = 1
);
