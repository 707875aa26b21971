-- Month-end balances of ${dataset}, ${period}: the last ${balance} of each month${carrying}.
-- A month ends at midnight in ${zone}. The first of the months below stands for all that was
-- before the period: from there come the balances that are carried into it.
WITH months (month, starts, ends) AS (
  VALUES
${months}
),
posted AS (
  SELECT p.${account} AS account, p.${currency} AS currency, m.month AS month,
    max_by(p.${balance}, ROW(${order})) AS balance
  FROM published.${table} p
  JOIN months m ON p.${event} >= m.starts AND p.${event} < m.ends
  WHERE ${within}
  GROUP BY p.${account}, p.${currency}, m.month${base}
),
accounts AS (
  SELECT DISTINCT account, currency FROM posted
),
month_ends AS (
  SELECT a.account, a.currency, m.month,
    ${month_balance} AS balance
  FROM accounts a
  CROSS JOIN months m
  LEFT JOIN posted p ON p.account = a.account AND p.currency = a.currency AND p.month = m.month
)
SELECT account, currency, substr(CAST(month AS VARCHAR), 1, 7) AS month,
  CAST(balance AS DECIMAL(38, ${scale})) AS balance
FROM month_ends
WHERE month >= ${first_month}
ORDER BY account, currency, month
