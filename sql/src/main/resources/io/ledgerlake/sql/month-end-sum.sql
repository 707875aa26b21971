-- Month-end balances of ${dataset}, ${period}: running sums of ${amount}${carrying}.
-- A month ends at midnight in ${zone}. The first of the months below stands for all that was
-- before the period: from there come the balances that are carried into it.
WITH months (month, starts, ends) AS (
  VALUES
${months}
),
openings AS (
  ${openings}
),
moved AS (
  SELECT p.${account} AS account, p.${currency} AS currency, m.month AS month,
    sum(p.${amount}) AS amount
  FROM published.${table} p
  JOIN months m ON p.${event} >= m.starts AND p.${event} < m.ends${join_openings}
  WHERE ${within}${after_opening}
  GROUP BY p.${account}, p.${currency}, m.month
  UNION ALL
  SELECT account, currency, greatest(CAST(date_trunc('month', as_of) AS DATE), ${base_month}), balance
  FROM openings
  WHERE as_of < ${after_last_month}${base_openings}${base}
),
posted AS (
  SELECT account, currency, month, CAST(sum(amount) AS DECIMAL(38, ${scale})) AS amount
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
  CAST(${month_balance} AS DECIMAL(38, ${scale})) AS balance
FROM month_ends
WHERE month >= ${first_month}
ORDER BY account, currency, month
