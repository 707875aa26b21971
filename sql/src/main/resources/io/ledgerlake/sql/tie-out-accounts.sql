-- Accounts of ${dataset} whose balance moved by something else than their amounts in ${period}.
-- An account that is new in the period opens with what its first row says was there before.
WITH months (month, starts, ends) AS (
  VALUES
${months}
),
before_period AS (
  SELECT p.${account} AS account, p.${currency} AS currency, ${first_month} AS month,
    max_by(p.${balance}, ROW(${order})) AS balance
  FROM published.${table} p
  WHERE ${within} AND p.${event} < ${starts}
  GROUP BY p.${account}, p.${currency}${base}
),
opened AS (
  SELECT account, currency, max_by(balance, month) AS balance
  FROM before_period
  GROUP BY account, currency
),
moved AS (
  SELECT p.${account} AS account, p.${currency} AS currency,
    min_by(p.${balance} - p.${amount}, ROW(${order})) AS before_first,
    max_by(p.${balance}, ROW(${order})) AS closing,
    sum(p.${amount}) AS amount
  FROM published.${table} p
  WHERE p.${event} >= ${starts} AND p.${event} < ${ends}
  GROUP BY p.${account}, p.${currency}
)
SELECT m.account, m.currency,
  CAST(coalesce(o.balance, m.before_first) AS DECIMAL(38, ${scale})) AS opening,
  CAST(m.amount AS DECIMAL(38, ${scale})) AS amount,
  CAST(m.closing AS DECIMAL(38, ${scale})) AS closing
FROM moved m
LEFT JOIN opened o ON o.account = m.account AND o.currency = m.currency
WHERE m.closing - coalesce(o.balance, m.before_first) <> m.amount
ORDER BY m.account, m.currency
