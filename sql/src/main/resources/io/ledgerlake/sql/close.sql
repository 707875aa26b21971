-- What is new in the month-end balances of ${dataset}: the months that are closed for the first time,
-- and of months that are closed already the balances that runs since then have changed, as a
-- later version with the difference and the runs that made it.
WITH computed AS (
${month_end}
),
closed AS (
  SELECT month, max(version) AS version, max(ledger_seq) AS ledger_seq,
    max(openings_seq) AS openings_seq
  FROM aggregates.${dataset}_month_end_balances
  GROUP BY month
),
stored AS (
  SELECT account, currency, month, balance
  FROM published.${dataset}_month_end_balances
  WHERE month IN (${restated})
),
later_rows AS (
  SELECT DISTINCT p.${account} AS account, p.${currency} AS currency, c.month, p.run_id
  FROM published.${table} p
  JOIN ledger.${table} l ON l.run_id = p.run_id
  JOIN closed c ON l.seq > c.ledger_seq AND c.month IN (${restated})
  WHERE ${within}
    AND substr(CAST(${local_month} AS VARCHAR), 1, 7) <= c.month${later_openings}
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
    FROM ledger.${table} l
    JOIN closed c ON l.seq > c.ledger_seq${later_openings_runs}
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
    THEN CAST(coalesce(n.balance, 0) - coalesce(s.balance, 0) AS DECIMAL(38, ${scale}))
  END AS delta,
  -- What was taken back has left no row to name its run.
  CASE WHEN c.version IS NOT NULL THEN coalesce(w.runs, r.runs) END AS caused_by,
  (SELECT max(seq) FROM ledger.${table}) AS ledger_seq,
  ${openings_seq} AS openings_seq,
  CAST(NULL AS BIGINT) AS processed_snapshot
FROM (SELECT * FROM computed WHERE month IN (${restated}) AND balance IS NOT NULL) n
FULL JOIN stored s
  ON s.account = n.account AND s.currency = n.currency AND s.month = n.month
LEFT JOIN closed c ON c.month = coalesce(n.month, s.month)
LEFT JOIN causes w
  ON w.account = coalesce(n.account, s.account) AND w.currency = coalesce(n.currency, s.currency)
  AND w.month = coalesce(n.month, s.month)
LEFT JOIN later_runs r ON r.month = coalesce(n.month, s.month)
WHERE n.balance IS DISTINCT FROM s.balance
ORDER BY 3, 1, 2
