-- The tables of postings, as the pipeline makes them.
--
-- Do not run these: the first ingest creates the tables through the Glue catalog. Athena
-- cannot: its CREATE TABLE knows timestamps without a zone only, and the pipeline refuses
-- a table that has such columns where its own are instants (timestamptz in Iceberg,
-- timestamp(6) with time zone in a query).

CREATE TABLE processed.postings (
  `id` bigint COMMENT 'from the input file',
  `account_id` string COMMENT 'from the input file',
  `amount` decimal(18,4) COMMENT 'from the input file',
  `new_balance` decimal(18,4) COMMENT 'from the input file',
  `tx_date` timestamp COMMENT 'from the input file',
  `currency` string COMMENT 'from the input file',
  `source_file` string COMMENT 'path of the input file below the raw root',
  `file_id` string COMMENT 'hash of the input file\'s path and stored bytes',
  `source_row` bigint COMMENT 'record number, from 1, the header not counted',
  `source_line` bigint COMMENT 'physical line, from 1, the header counted',
  `source_offset` bigint COMMENT 'byte offset in the uncompressed file',
  `row_hash` binary COMMENT 'SHA-256 of the row\'s content',
  `run_id` string COMMENT 'the run that wrote this row',
  `ingested_at` timestamp COMMENT 'logical time of the row\'s first run',
  `attempt_count` int COMMENT 'how often the row was evaluated, 1 at ingest',
  `schema_version` int COMMENT 'contract version of the last evaluation',
  `previous_run_id` string COMMENT 'run of the version of this record that this supersedes'
)
PARTITIONED BY (month(`tx_date`))
LOCATION 's3://BUCKET/PREFIX/processed/postings'
TBLPROPERTIES ('table_type' = 'ICEBERG', 'format' = 'parquet', 'write_compression' = 'zstd');

CREATE TABLE quarantine.postings (
  `id` bigint COMMENT 'from the input file',
  `account_id` string COMMENT 'from the input file',
  `amount` decimal(18,4) COMMENT 'from the input file',
  `new_balance` decimal(18,4) COMMENT 'from the input file',
  `tx_date` timestamp COMMENT 'from the input file',
  `currency` string COMMENT 'from the input file',
  `source_file` string COMMENT 'path of the input file below the raw root',
  `file_id` string COMMENT 'hash of the input file\'s path and stored bytes',
  `source_row` bigint COMMENT 'record number, from 1, the header not counted',
  `source_line` bigint COMMENT 'physical line, from 1, the header counted',
  `source_offset` bigint COMMENT 'byte offset in the uncompressed file',
  `row_hash` binary COMMENT 'SHA-256 of the row\'s content',
  `run_id` string COMMENT 'the run that wrote this row',
  `ingested_at` timestamp COMMENT 'logical time of the row\'s first run',
  `attempt_count` int COMMENT 'how often the row was evaluated, 1 at ingest',
  `schema_version` int COMMENT 'contract version of the last evaluation',
  `previous_run_id` string COMMENT 'run of the version of this record that this supersedes',
  `raw_record` binary COMMENT 'the record\'s exact bytes, no line end',
  `errors` array<struct<code:string,field:string,message:string,value:string>> COMMENT 'why the row is not processed',
  `first_run_id` string COMMENT 'the run that first took the row in',
  `related_record_id` string COMMENT 'record met by a duplicate or conflict, file_id:offset'
)
PARTITIONED BY (day(`ingested_at`))
LOCATION 's3://BUCKET/PREFIX/quarantine/postings'
TBLPROPERTIES ('table_type' = 'ICEBERG', 'format' = 'parquet', 'write_compression' = 'zstd');

CREATE TABLE condemned.postings (
  `id` bigint COMMENT 'from the input file',
  `account_id` string COMMENT 'from the input file',
  `amount` decimal(18,4) COMMENT 'from the input file',
  `new_balance` decimal(18,4) COMMENT 'from the input file',
  `tx_date` timestamp COMMENT 'from the input file',
  `currency` string COMMENT 'from the input file',
  `source_file` string COMMENT 'path of the input file below the raw root',
  `file_id` string COMMENT 'hash of the input file\'s path and stored bytes',
  `source_row` bigint COMMENT 'record number, from 1, the header not counted',
  `source_line` bigint COMMENT 'physical line, from 1, the header counted',
  `source_offset` bigint COMMENT 'byte offset in the uncompressed file',
  `row_hash` binary COMMENT 'SHA-256 of the row\'s content',
  `run_id` string COMMENT 'the run that wrote this row',
  `ingested_at` timestamp COMMENT 'logical time of the row\'s first run',
  `attempt_count` int COMMENT 'how often the row was evaluated, 1 at ingest',
  `schema_version` int COMMENT 'contract version of the last evaluation',
  `previous_run_id` string COMMENT 'run of the version of this record that this supersedes',
  `raw_record` binary COMMENT 'the record\'s exact bytes, no line end',
  `errors` array<struct<code:string,field:string,message:string,value:string>> COMMENT 'why the row is not processed',
  `first_run_id` string COMMENT 'the run that first took the row in',
  `related_record_id` string COMMENT 'record met by a duplicate or conflict, file_id:offset'
)
PARTITIONED BY (day(`ingested_at`))
LOCATION 's3://BUCKET/PREFIX/condemned/postings'
TBLPROPERTIES ('table_type' = 'ICEBERG', 'format' = 'parquet', 'write_compression' = 'zstd');

CREATE TABLE ledger.postings (
  `run_id` string COMMENT 'the run',
  `file_id` string COMMENT 'hash of the file\'s path and content',
  `path` string COMMENT 'its path below the raw root',
  `sha256` string COMMENT 'hash of its stored bytes',
  `bytes` bigint COMMENT 'its stored bytes',
  `status` string COMMENT 'INGESTED, REFUSED, MOVED, ROLLED_BACK',
  `refusal` string COMMENT 'why it was refused',
  `rows_read` bigint COMMENT 'its records',
  `processed` bigint COMMENT 'records processed',
  `quarantined` bigint COMMENT 'records quarantined',
  `condemned` bigint COMMENT 'records condemned',
  `blank_lines` bigint COMMENT 'lines without a byte',
  `rows_without_amount` bigint COMMENT 'records with no valid amount',
  `read_sums` array<struct<currency:string,sum:decimal(38,4)>> COMMENT 'amounts read, per currency',
  `processed_sums` array<struct<currency:string,sum:decimal(38,4)>> COMMENT 'amounts processed, per currency',
  `contract` string COMMENT 'the contract\'s dataset',
  `contract_version` int COMMENT 'the contract\'s version',
  `contract_sha256` string COMMENT 'hash of the contract',
  `ingested_at` timestamp COMMENT 'the run\'s logical time',
  `seq` bigint COMMENT 'number of the journal\'s entry'
)
LOCATION 's3://BUCKET/PREFIX/ledger/postings'
TBLPROPERTIES ('table_type' = 'ICEBERG', 'format' = 'parquet', 'write_compression' = 'zstd');

CREATE TABLE aggregates.postings_month_end_balances (
  `account` string COMMENT 'the account',
  `currency` string COMMENT 'ISO 4217 code of the balance',
  `month` string COMMENT 'YYYY-MM, in the contract\'s reporting zone',
  `balance` decimal(38,4) COMMENT 'at the month\'s end; null: taken back, the account has none',
  `version` int COMMENT '1 at the close',
  `delta` decimal(38,4) COMMENT 'what a later version adds to the one before',
  `caused_by` string COMMENT 'the runs that made a later version',
  `ledger_seq` bigint COMMENT 'runs up to here are in it',
  `openings_seq` bigint COMMENT 'and these of openings',
  `processed_snapshot` bigint COMMENT 'the snapshot it was summed from'
)
PARTITIONED BY (`month`)
LOCATION 's3://BUCKET/PREFIX/aggregates/postings/month_end_balances'
TBLPROPERTIES ('table_type' = 'ICEBERG', 'format' = 'parquet', 'write_compression' = 'zstd');

CREATE TABLE aggregates.postings_month_end_exposure (
  `month` string COMMENT 'YYYY-MM that was closed',
  `event_month` string COMMENT 'of the rows: the month, earlier, or unknown where the row does not say',
  `currency` string COMMENT 'ISO 4217 code; ? where it cannot be read',
  `open_rows` bigint COMMENT 'rows still in quarantine',
  `amount` decimal(38,4) COMMENT 'the sum of those amounts that can be read',
  `rows_without_amount` bigint COMMENT 'rows whose amount cannot be read',
  `version` int COMMENT 'the version of the month\'s balances',
  `ledger_seq` bigint COMMENT 'runs up to here were looked at'
)
PARTITIONED BY (`month`)
LOCATION 's3://BUCKET/PREFIX/aggregates/postings/month_end_exposure'
TBLPROPERTIES ('table_type' = 'ICEBERG', 'format' = 'parquet', 'write_compression' = 'zstd');
