-- Which versions of rows are superseded by a later one.
CREATE OR REPLACE VIEW published.postings_superseded AS
SELECT v.file_id, v.source_offset, v.previous_run_id AS run_id, v.run_id AS superseded_by
FROM (
  SELECT file_id, source_offset, run_id, previous_run_id
  FROM processed.postings WHERE previous_run_id IS NOT NULL
  UNION ALL
  SELECT file_id, source_offset, run_id, previous_run_id
  FROM quarantine.postings WHERE previous_run_id IS NOT NULL
  UNION ALL
  SELECT file_id, source_offset, run_id, previous_run_id
  FROM condemned.postings WHERE previous_run_id IS NOT NULL
) v
WHERE v.run_id IN (SELECT l.run_id FROM ledger.postings l);

-- The good rows.
CREATE OR REPLACE VIEW published.postings AS
SELECT
  v.id,
  v.account_id,
  v.amount,
  v.new_balance,
  v.tx_date,
  v.currency,
  v.source_file,
  v.file_id,
  v.source_row,
  v.source_line,
  v.source_offset,
  v.row_hash,
  v.run_id,
  v.ingested_at,
  v.attempt_count,
  v.schema_version,
  v.previous_run_id,
  v.file_id || ':' || CAST(v.source_offset AS VARCHAR) AS record_id
FROM processed.postings v
WHERE v.run_id IN (SELECT l.run_id FROM ledger.postings l);

-- The rows that can still be mended: rejected, in conflict, or reopened.
CREATE OR REPLACE VIEW published.postings_open_quarantine AS
SELECT
  v.id,
  v.account_id,
  v.amount,
  v.new_balance,
  v.tx_date,
  v.currency,
  v.source_file,
  v.file_id,
  v.source_row,
  v.source_line,
  v.source_offset,
  v.row_hash,
  v.run_id,
  v.ingested_at,
  v.attempt_count,
  v.schema_version,
  v.previous_run_id,
  v.raw_record,
  v.errors,
  v.first_run_id,
  v.related_record_id,
  v.file_id || ':' || CAST(v.source_offset AS VARCHAR) AS record_id,
  v.errors[1].code AS reason,
  CASE v.errors[1].code
    WHEN 'CONFLICTING_TRANSACTION' THEN 'CONFLICT'
    WHEN 'REOPENED' THEN 'REOPENED'
    ELSE 'REJECTED'
  END AS state
FROM quarantine.postings v
WHERE v.run_id IN (SELECT l.run_id FROM ledger.postings l)
  AND NOT EXISTS (
    SELECT 1 FROM published.postings_superseded s
    WHERE s.file_id = v.file_id AND s.source_offset = v.source_offset AND s.run_id = v.run_id
  );

-- The rows that are final without being good, such as repeats.
CREATE OR REPLACE VIEW published.postings_condemned AS
SELECT
  v.id,
  v.account_id,
  v.amount,
  v.new_balance,
  v.tx_date,
  v.currency,
  v.source_file,
  v.file_id,
  v.source_row,
  v.source_line,
  v.source_offset,
  v.row_hash,
  v.run_id,
  v.ingested_at,
  v.attempt_count,
  v.schema_version,
  v.previous_run_id,
  v.raw_record,
  v.errors,
  v.first_run_id,
  v.related_record_id,
  v.file_id || ':' || CAST(v.source_offset AS VARCHAR) AS record_id,
  v.errors[1].code AS reason
FROM condemned.postings v
WHERE v.run_id IN (SELECT l.run_id FROM ledger.postings l)
  AND NOT EXISTS (
    SELECT 1 FROM published.postings_superseded s
    WHERE s.file_id = v.file_id AND s.source_offset = v.source_offset AND s.run_id = v.run_id
  );

-- Where each record stands: one row per record.
CREATE OR REPLACE VIEW published.postings_outcomes AS
SELECT record_id, source_file, source_row, 'processed' AS zone, run_id, attempt_count,
  CAST(NULL AS VARCHAR) AS reason, CAST(NULL AS VARCHAR) AS related_record_id
FROM published.postings
UNION ALL
SELECT record_id, source_file, source_row, 'quarantine' AS zone, run_id, attempt_count,
  reason, related_record_id
FROM published.postings_open_quarantine
UNION ALL
SELECT record_id, source_file, source_row, 'condemned' AS zone, run_id, attempt_count,
  reason, related_record_id
FROM published.postings_condemned;

-- The file ledger: where the rows of each file stand now, and what was last said of the file.
CREATE OR REPLACE VIEW published.postings_files AS
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
FROM ledger.postings l
GROUP BY l.path, l.file_id, l.sha256;

-- The history of runs: what each changed, numbered as the journal numbers them.
CREATE OR REPLACE VIEW published.postings_runs AS
SELECT l.seq, l.run_id, l.ingested_at, l.status AS change,
  count(*) AS files,
  CAST(sum(l.rows_read) AS BIGINT) AS rows_read,
  CAST(sum(l.processed) AS BIGINT) AS processed,
  CAST(sum(l.quarantined) AS BIGINT) AS quarantined,
  CAST(sum(l.condemned) AS BIGINT) AS condemned
FROM ledger.postings l
GROUP BY l.seq, l.run_id, l.ingested_at, l.status;
