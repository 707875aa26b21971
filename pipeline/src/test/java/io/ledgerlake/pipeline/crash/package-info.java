/**
 * Runs that are killed, that race, and whose storage fails: whatever happens, the lake is as after
 * one clean run.
 */
package io.ledgerlake.pipeline.crash;
