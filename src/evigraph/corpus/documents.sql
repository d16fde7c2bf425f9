-- Every document by name.  Of several with the same bytes, one of which this build read, the first counts as read and the
-- others as read twice, whichever of them a worker came upon first.
SELECT file, hash, fault,
  CASE
    WHEN NOT EXISTS (SELECT 1 FROM document AS other WHERE other.hash = document.hash AND other.read) THEN 'kept'
    WHEN file = (SELECT min(other.file) FROM document AS other WHERE other.hash = document.hash) THEN 'read'
    ELSE 'twice'
  END
FROM document ORDER BY file;
