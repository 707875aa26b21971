-- The month-end balances that were closed: of each, the latest version.
CREATE OR REPLACE VIEW published.postings_month_end_balances AS
SELECT b.account, b.currency, b.month, b.balance, b.version, b.delta, b.caused_by, b.ledger_seq
FROM (
  SELECT a.*,
    row_number() OVER (PARTITION BY a.account, a.currency, a.month ORDER BY a.version DESC) AS place
  FROM aggregates.postings_month_end_balances a
) b
WHERE b.place = 1;

-- What was still in quarantine when each month was last closed, and so is in none of its balances.
CREATE OR REPLACE VIEW published.postings_month_end_exposure AS
SELECT e.month, e.event_month, e.currency, e.open_rows, e.amount, e.rows_without_amount, e.version,
  e.ledger_seq
FROM aggregates.postings_month_end_exposure e
JOIN (
  SELECT month, max(version) AS version
  FROM aggregates.postings_month_end_balances
  GROUP BY month
) b ON b.month = e.month AND b.version = e.version;
