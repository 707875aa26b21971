-- The month-end balances that were closed: of each, the latest version.
CREATE OR REPLACE VIEW published.transactions_month_end_balances AS
SELECT b.account, b.currency, b.month, b.balance, b.version, b.delta, b.caused_by, b.ledger_seq
FROM (
  SELECT a.*,
    row_number() OVER (PARTITION BY a.account, a.currency, a.month ORDER BY a.version DESC) AS place
  FROM aggregates.transactions_month_end_balances a
) b
WHERE b.place = 1;
