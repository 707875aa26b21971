-- The parts of the tie-out of transactions at the end of 2024-01 to 2024-03 that come from rows, by currency:
-- closing balances, openings, rows that are in their account's opening already, and rows that fall
-- between the month's end in UTC, by which manifests count, and in UTC.
WITH openings AS (
  SELECT account_id AS account, currency, as_of, balance FROM published.openings
),
closings AS (
  -- Month-end balances of transactions, 2024-01 to 2024-03: running sums of amount, carried forward.
  -- A month ends at midnight in UTC. The first of the months below stands for all that was
  -- before the period: from there come the balances that are carried into it.
  WITH months (month, starts, ends) AS (
    VALUES
      (DATE '2023-12-01', CAST('0001-01-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE), CAST('2024-01-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)),
      (DATE '2024-01-01', CAST('2024-01-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE), CAST('2024-02-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)),
      (DATE '2024-02-01', CAST('2024-02-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE), CAST('2024-03-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)),
      (DATE '2024-03-01', CAST('2024-03-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE), CAST('2024-04-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE))
  ),
  openings AS (
    SELECT account_id AS account, currency, as_of, balance FROM published.openings
  ),
  moved AS (
    SELECT p.customer_id AS account, p.currency AS currency, m.month AS month,
      sum(p.amount) AS amount
    FROM published.transactions p
    JOIN months m ON p.transaction_ts >= m.starts AND p.transaction_ts < m.ends
    LEFT JOIN openings o ON o.account = p.customer_id AND o.currency = p.currency
    WHERE p.transaction_ts < CAST('2024-04-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)
      AND (o.as_of IS NULL OR CAST(p.transaction_ts AT TIME ZONE 'UTC' AS DATE) > o.as_of)
    GROUP BY p.customer_id, p.currency, m.month
    UNION ALL
    SELECT account, currency, greatest(CAST(date_trunc('month', as_of) AS DATE), DATE '2023-12-01'), balance
    FROM openings
    WHERE as_of < DATE '2024-04-01'
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
),
parts AS (
  SELECT currency, 'closing' AS part, balance AS amount
  FROM closings WHERE month = '2024-03' AND balance IS NOT NULL
  UNION ALL
  SELECT currency, 'opening', balance FROM openings WHERE as_of < DATE '2024-04-01'
  UNION ALL
  SELECT p.currency, 'before_opening', p.amount
  FROM published.transactions p
  JOIN openings o ON o.account = p.customer_id AND o.currency = p.currency
  WHERE p.transaction_ts < CAST('2024-04-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE) AND CAST(p.transaction_ts AT TIME ZONE 'UTC' AS DATE) <= o.as_of
  UNION ALL
  SELECT p.currency, 'later_in_utc', p.amount
  FROM published.transactions p
  WHERE p.transaction_ts >= CAST('2024-04-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE) AND p.transaction_ts < CAST('2024-04-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)
  UNION ALL
  SELECT p.currency, 'earlier_in_utc', p.amount
  FROM published.transactions p
  WHERE p.transaction_ts >= CAST('2024-04-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE) AND p.transaction_ts < CAST('2024-04-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)
)
SELECT currency, part, CAST(sum(amount) AS DECIMAL(38, 4)) AS amount
FROM parts
GROUP BY currency, part
ORDER BY currency, part
