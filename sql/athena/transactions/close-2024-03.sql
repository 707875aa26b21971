-- What is new in the month-end balances of transactions: the months that are closed for the first time,
-- and of months that are closed already the balances that runs since then have changed, as a
-- later version with the difference and the runs that made it.
WITH computed AS (
  -- Month-end balances of transactions, 2024-03: running sums of amount, carried forward.
  -- A month ends at midnight in UTC. The first of the months below stands for all that was
  -- before the period: from there come the balances that are carried into it.
  WITH months (month, starts, ends) AS (
    VALUES
      (DATE '2024-02-01', CAST('0001-01-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE), CAST('2024-03-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)),
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
    WHERE p.transaction_ts < CAST('2024-04-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)
    GROUP BY p.customer_id, p.currency, m.month
    UNION ALL
    SELECT account, currency, greatest(CAST(date_trunc('month', as_of) AS DATE), DATE '2024-02-01'), balance
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
  WHERE month >= DATE '2024-03-01'
  ORDER BY account, currency, month
),
closed AS (
  SELECT month, max(version) AS version, max(ledger_seq) AS ledger_seq,
    max(openings_seq) AS openings_seq
  FROM aggregates.transactions_month_end_balances
  GROUP BY month
),
stored AS (
  SELECT account, currency, month, balance
  FROM published.transactions_month_end_balances
  WHERE month IN ('2024-03')
),
later_rows AS (
  SELECT DISTINCT p.customer_id AS account, p.currency AS currency, c.month, p.run_id
  FROM published.transactions p
  JOIN ledger.transactions l ON l.run_id = p.run_id
  JOIN closed c ON l.seq > c.ledger_seq AND c.month IN ('2024-03')
  WHERE p.transaction_ts < CAST('2024-04-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)
    AND substr(CAST(p.transaction_ts AT TIME ZONE 'UTC' AS VARCHAR), 1, 7) <= c.month
),
causes AS (
  SELECT account, currency, month, array_join(array_sort(array_agg(run_id)), ' ') AS runs
  FROM later_rows
  GROUP BY account, currency, month
),
later_runs AS (
  SELECT l.month, array_join(array_sort(array_agg(DISTINCT l.run_id)), ' ') AS runs
  FROM (
    SELECT c.month, l.run_id
    FROM ledger.transactions l
    JOIN closed c ON l.seq > c.ledger_seq
  ) l
  GROUP BY l.month
)
SELECT
  coalesce(n.account, s.account) AS account,
  coalesce(n.currency, s.currency) AS currency,
  coalesce(n.month, s.month) AS month,
  n.balance,
  CAST(coalesce(c.version, 0) + 1 AS INTEGER) AS version,
  CASE WHEN c.version IS NOT NULL
    THEN CAST(coalesce(n.balance, 0) - coalesce(s.balance, 0) AS DECIMAL(38, 4))
  END AS delta,
  -- What was taken back has left no row to name its run.
  CASE WHEN c.version IS NOT NULL THEN coalesce(w.runs, r.runs) END AS caused_by,
  (SELECT max(seq) FROM ledger.transactions) AS ledger_seq,
  CAST(0 AS BIGINT) AS openings_seq,
  CAST(NULL AS BIGINT) AS processed_snapshot
FROM (SELECT * FROM computed WHERE month IN ('2024-03') AND balance IS NOT NULL) n
FULL JOIN stored s
  ON s.account = n.account AND s.currency = n.currency AND s.month = n.month
LEFT JOIN closed c ON c.month = coalesce(n.month, s.month)
LEFT JOIN causes w
  ON w.account = coalesce(n.account, s.account) AND w.currency = coalesce(n.currency, s.currency)
  AND w.month = coalesce(n.month, s.month)
LEFT JOIN later_runs r ON r.month = coalesce(n.month, s.month)
WHERE n.balance IS DISTINCT FROM s.balance
ORDER BY 3, 1, 2
