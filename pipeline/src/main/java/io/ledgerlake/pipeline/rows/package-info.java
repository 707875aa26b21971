/**
 * Access to the zones' tables row by row, for what happens to rows after their first run: versions
 * are read from data files, and data files of our own naming are written, counted and read again.
 */
package io.ledgerlake.pipeline.rows;
