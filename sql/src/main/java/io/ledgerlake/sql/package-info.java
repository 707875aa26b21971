/**
 * The SQL that readers of a lake use: views of what is published, and month-end balances. One
 * dialect, which Athena (Trino) and DuckDB both run; the texts are resources beside these classes,
 * and a contract fills in its names.
 */
package io.ledgerlake.sql;
