-- Which versions of rows are superseded by a later one.
CREATE OR REPLACE VIEW published.${dataset}_superseded AS
SELECT v.file_id, v.source_offset, v.previous_run_id AS run_id, v.run_id AS superseded_by
FROM (
  SELECT file_id, source_offset, run_id, previous_run_id
  FROM processed.${table} WHERE previous_run_id IS NOT NULL
  UNION ALL
  SELECT file_id, source_offset, run_id, previous_run_id
  FROM quarantine.${table} WHERE previous_run_id IS NOT NULL
  UNION ALL
  SELECT file_id, source_offset, run_id, previous_run_id
  FROM condemned.${table} WHERE previous_run_id IS NOT NULL
) v
WHERE v.run_id IN (SELECT l.run_id FROM ledger.${table} l);

-- The good rows.
CREATE OR REPLACE VIEW published.${table} AS
SELECT
${processed_columns},
  v.file_id || ':' || CAST(v.source_offset AS VARCHAR) AS record_id
FROM processed.${table} v
WHERE v.run_id IN (SELECT l.run_id FROM ledger.${table} l);

-- The rows that can still be mended: rejected, in conflict, or reopened.
CREATE OR REPLACE VIEW published.${dataset}_open_quarantine AS
SELECT
${quarantine_columns},
  v.file_id || ':' || CAST(v.source_offset AS VARCHAR) AS record_id,
  v.errors[1].code AS reason,
  CASE v.errors[1].code
    WHEN 'CONFLICTING_TRANSACTION' THEN 'CONFLICT'
    WHEN 'REOPENED' THEN 'REOPENED'
    ELSE 'REJECTED'
  END AS state
FROM quarantine.${table} v
WHERE v.run_id IN (SELECT l.run_id FROM ledger.${table} l)
  AND NOT EXISTS (
    SELECT 1 FROM published.${dataset}_superseded s
    WHERE s.file_id = v.file_id AND s.source_offset = v.source_offset AND s.run_id = v.run_id
  );

-- The rows that are final without being good, such as repeats.
CREATE OR REPLACE VIEW published.${dataset}_condemned AS
SELECT
${condemned_columns},
  v.file_id || ':' || CAST(v.source_offset AS VARCHAR) AS record_id,
  v.errors[1].code AS reason
FROM condemned.${table} v
WHERE v.run_id IN (SELECT l.run_id FROM ledger.${table} l)
  AND NOT EXISTS (
    SELECT 1 FROM published.${dataset}_superseded s
    WHERE s.file_id = v.file_id AND s.source_offset = v.source_offset AND s.run_id = v.run_id
  );

-- Where each record stands: one row per record.
CREATE OR REPLACE VIEW published.${dataset}_outcomes AS
SELECT record_id, source_file, source_row, 'processed' AS zone, run_id, attempt_count,
  CAST(NULL AS VARCHAR) AS reason, CAST(NULL AS VARCHAR) AS related_record_id
FROM published.${table}
UNION ALL
SELECT record_id, source_file, source_row, 'quarantine' AS zone, run_id, attempt_count,
  reason, related_record_id
FROM published.${dataset}_open_quarantine
UNION ALL
SELECT record_id, source_file, source_row, 'condemned' AS zone, run_id, attempt_count,
  reason, related_record_id
FROM published.${dataset}_condemned;

-- The file ledger: where the rows of each file stand now, and what was last said of the file.
CREATE OR REPLACE VIEW published.${dataset}_files AS
SELECT l.path, l.file_id, l.sha256,
  max_by(l.status, l.seq) AS status,
  max_by(l.refusal, l.seq) AS refusal,
  max(l.bytes) AS bytes,
  CAST(sum(l.rows_read) AS BIGINT) AS rows_read,
  CAST(sum(l.processed) AS BIGINT) AS processed,
  CAST(sum(l.quarantined) AS BIGINT) AS quarantined,
  CAST(sum(l.condemned) AS BIGINT) AS condemned,
  min_by(l.run_id, l.seq) AS first_run_id,
  max_by(l.run_id, l.seq) AS last_run_id
FROM ledger.${table} l
GROUP BY l.path, l.file_id, l.sha256;

-- The history of runs: what each changed, numbered as the journal numbers them.
CREATE OR REPLACE VIEW published.${dataset}_runs AS
SELECT l.seq, l.run_id, l.ingested_at, l.status AS change,
  count(*) AS files,
  CAST(sum(l.rows_read) AS BIGINT) AS rows_read,
  CAST(sum(l.processed) AS BIGINT) AS processed,
  CAST(sum(l.quarantined) AS BIGINT) AS quarantined,
  CAST(sum(l.condemned) AS BIGINT) AS condemned
FROM ledger.${table} l
GROUP BY l.seq, l.run_id, l.ingested_at, l.status;
