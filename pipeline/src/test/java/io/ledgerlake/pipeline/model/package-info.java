/**
 * Days of a bank's life, made up at random, lived through by the lake and by a small model of the
 * rules that shares no code with it.
 */
package io.ledgerlake.pipeline.model;
