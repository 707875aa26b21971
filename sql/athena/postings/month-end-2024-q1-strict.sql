-- Month-end balances of postings, 2024-01 to 2024-03: the last new_balance of each month.
-- A month ends at midnight in UTC. The first of the months below stands for all that was
-- before the period: from there come the balances that are carried into it.
WITH months (month, starts, ends) AS (
  VALUES
    (DATE '2023-12-01', CAST('0001-01-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE), CAST('2024-01-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)),
    (DATE '2024-01-01', CAST('2024-01-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE), CAST('2024-02-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)),
    (DATE '2024-02-01', CAST('2024-02-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE), CAST('2024-03-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)),
    (DATE '2024-03-01', CAST('2024-03-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE), CAST('2024-04-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE))
),
posted AS (
  SELECT p.account_id AS account, p.currency AS currency, m.month AS month,
    max_by(p.new_balance, ROW(p.tx_date, p.id)) AS balance
  FROM published.postings p
  JOIN months m ON p.tx_date >= m.starts AND p.tx_date < m.ends
  WHERE p.tx_date < CAST('2024-04-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)
  GROUP BY p.account_id, p.currency, m.month
),
accounts AS (
  SELECT DISTINCT account, currency FROM posted
),
month_ends AS (
  SELECT a.account, a.currency, m.month,
    p.balance AS balance
  FROM accounts a
  CROSS JOIN months m
  LEFT JOIN posted p ON p.account = a.account AND p.currency = a.currency AND p.month = m.month
)
SELECT account, currency, substr(CAST(month AS VARCHAR), 1, 7) AS month,
  CAST(balance AS DECIMAL(38, 4)) AS balance
FROM month_ends
WHERE month >= DATE '2024-01-01'
ORDER BY account, currency, month
