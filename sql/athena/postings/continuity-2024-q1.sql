-- Breaks in the running balance of postings, 2024-01 to 2024-03: rows whose new_balance is not the
-- balance before it plus their amount. The first row of an account has none before it.
WITH before AS (
  SELECT p.account_id AS account, p.currency AS currency,
    max_by(p.new_balance, ROW(p.tx_date, p.id)) AS balance
  FROM published.postings p
  WHERE p.tx_date < CAST('2024-01-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)
  GROUP BY p.account_id, p.currency
),
lines AS (
  SELECT p.*,
    lag(p.new_balance) OVER (PARTITION BY p.account_id, p.currency ORDER BY p.tx_date, p.id) AS line_before
  FROM published.postings p
  WHERE p.tx_date >= CAST('2024-01-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE) AND p.tx_date < CAST('2024-04-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)
),
continued AS (
  SELECT l.*, coalesce(l.line_before, b.balance) AS previous_balance
  FROM lines l
  LEFT JOIN before b ON b.account = l.account_id AND b.currency = l.currency
)
SELECT p.account_id AS account, p.currency AS currency, p.tx_date AS event_time, p.record_id,
  CAST(p.previous_balance AS DECIMAL(38, 4)) AS previous_balance,
  CAST(p.amount AS DECIMAL(38, 4)) AS amount,
  CAST(p.new_balance AS DECIMAL(38, 4)) AS balance,
  CAST(p.new_balance - p.previous_balance - p.amount AS DECIMAL(38, 4)) AS difference
FROM continued p
WHERE p.new_balance - p.previous_balance <> p.amount
ORDER BY p.account_id, p.currency, p.tx_date, p.id
