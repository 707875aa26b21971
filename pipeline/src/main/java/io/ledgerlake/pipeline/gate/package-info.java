/**
 * What must hold before a run whose books balance may be published. Plain rules over counted rows;
 * no engine, no storage.
 */
package io.ledgerlake.pipeline.gate;
