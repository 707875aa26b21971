-- Rows and sums of what is published, by month of the posting (UTC) and currency, as they stand after a run.
-- Athena runs it as a prepared statement, whose one parameter is the run.
INSERT INTO aggregates.monthly_totals (dataset, run_id, event_year, event_month, currency, row_count, amount)
SELECT 'postings', CAST(? AS VARCHAR),
  CAST(year(v.tx_date) AS INTEGER), CAST(month(v.tx_date) AS INTEGER),
  v.currency, count(*), CAST(sum(v.amount) AS DECIMAL(38, 4))
FROM processed.postings v
WHERE v.run_id IN (SELECT l.run_id FROM ledger.postings l)
GROUP BY year(v.tx_date), month(v.tx_date), v.currency
