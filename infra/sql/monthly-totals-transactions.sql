-- Rows and sums of what is published, by month of the event (UTC) and currency, as they stand after a run.
-- Athena runs it as a prepared statement, whose one parameter is the run.
INSERT INTO aggregates.monthly_totals (dataset, run_id, event_year, event_month, currency, row_count, amount)
SELECT 'transactions', CAST(? AS VARCHAR),
  CAST(year(v.transaction_ts) AS INTEGER), CAST(month(v.transaction_ts) AS INTEGER),
  v.currency, count(*), CAST(sum(v.amount) AS DECIMAL(38, 4))
FROM processed.transactions v
WHERE v.run_id IN (SELECT l.run_id FROM ledger.transactions l)
GROUP BY year(v.transaction_ts), month(v.transaction_ts), v.currency
