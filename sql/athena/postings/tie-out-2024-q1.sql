-- Accounts of postings whose balance moved by something else than their amounts in 2024-01 to 2024-03.
-- An account that is new in the period opens with what its first row says was there before.
WITH months (month, starts, ends) AS (
  VALUES
    (DATE '2023-12-01', CAST('0001-01-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE), CAST('2024-01-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)),
    (DATE '2024-01-01', CAST('2024-01-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE), CAST('2024-02-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)),
    (DATE '2024-02-01', CAST('2024-02-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE), CAST('2024-03-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)),
    (DATE '2024-03-01', CAST('2024-03-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE), CAST('2024-04-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE))
),
before_period AS (
  SELECT p.account_id AS account, p.currency AS currency, DATE '2024-01-01' AS month,
    max_by(p.new_balance, ROW(p.tx_date, p.id)) AS balance
  FROM published.postings p
  WHERE p.tx_date < CAST('2024-04-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE) AND p.tx_date < CAST('2024-01-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)
  GROUP BY p.account_id, p.currency
),
opened AS (
  SELECT account, currency, max_by(balance, month) AS balance
  FROM before_period
  GROUP BY account, currency
),
moved AS (
  SELECT p.account_id AS account, p.currency AS currency,
    min_by(p.new_balance - p.amount, ROW(p.tx_date, p.id)) AS before_first,
    max_by(p.new_balance, ROW(p.tx_date, p.id)) AS closing,
    sum(p.amount) AS amount
  FROM published.postings p
  WHERE p.tx_date >= CAST('2024-01-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE) AND p.tx_date < CAST('2024-04-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)
  GROUP BY p.account_id, p.currency
)
SELECT m.account, m.currency,
  CAST(coalesce(o.balance, m.before_first) AS DECIMAL(38, 4)) AS opening,
  CAST(m.amount AS DECIMAL(38, 4)) AS amount,
  CAST(m.closing AS DECIMAL(38, 4)) AS closing
FROM moved m
LEFT JOIN opened o ON o.account = m.account AND o.currency = m.currency
WHERE m.closing - coalesce(o.balance, m.before_first) <> m.amount
ORDER BY m.account, m.currency
