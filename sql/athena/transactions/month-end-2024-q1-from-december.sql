-- Month-end balances of transactions, 2024-01 to 2024-03: running sums of amount, carried forward.
-- A month ends at midnight in UTC. The first of the months below stands for all that was
-- before the period: from there come the balances that are carried into it.
WITH months (month, starts, ends) AS (
  VALUES
    (DATE '2023-12-01', CAST('0001-01-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE), CAST('0001-01-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)),
    (DATE '2024-01-01', CAST('2024-01-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE), CAST('2024-02-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)),
    (DATE '2024-02-01', CAST('2024-02-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE), CAST('2024-03-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)),
    (DATE '2024-03-01', CAST('2024-03-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE), CAST('2024-04-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE))
),
openings AS (
  SELECT CAST(NULL AS VARCHAR) AS account, CAST(NULL AS VARCHAR) AS currency, CAST(NULL AS DATE) AS as_of,
    CAST(NULL AS DECIMAL(18, 4)) AS balance WHERE 1 = 0
),
moved AS (
  SELECT p.customer_id AS account, p.currency AS currency, m.month AS month,
    sum(p.amount) AS amount
  FROM published.transactions p
  JOIN months m ON p.transaction_ts >= m.starts AND p.transaction_ts < m.ends
  WHERE p.transaction_ts >= CAST('2024-01-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE) AND p.transaction_ts < CAST('2024-04-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)
  GROUP BY p.customer_id, p.currency, m.month
  UNION ALL
  SELECT account, currency, greatest(CAST(date_trunc('month', as_of) AS DATE), DATE '2023-12-01'), balance
  FROM openings
  WHERE as_of < DATE '2024-04-01' AND as_of >= DATE '2024-01-01'
  UNION ALL
  SELECT account, currency, DATE '2023-12-01', balance
  FROM published.transactions_month_end_balances
  WHERE month = '2023-12' AND balance IS NOT NULL
),
posted AS (
  SELECT account, currency, month, CAST(sum(amount) AS DECIMAL(38, 4)) AS amount
  FROM moved
  GROUP BY account, currency, month
),
accounts AS (
  SELECT DISTINCT account, currency FROM posted
),
month_ends AS (
  SELECT a.account, a.currency, m.month, p.amount,
    sum(p.amount) OVER (PARTITION BY a.account, a.currency ORDER BY m.month) AS balance
  FROM accounts a
  CROSS JOIN months m
  LEFT JOIN posted p ON p.account = a.account AND p.currency = a.currency AND p.month = m.month
)
SELECT account, currency, substr(CAST(month AS VARCHAR), 1, 7) AS month,
  CAST(balance AS DECIMAL(38, 4)) AS balance
FROM month_ends
WHERE month >= DATE '2024-01-01'
ORDER BY account, currency, month
