package io.ledgerlake.transforms.csv;

import java.io.Serializable;

/**
 * Why a file as a whole cannot be trusted. None of its rows enters any zone.
 *
 * @param kind the kind of fault
 * @param offset byte offset in the uncompressed file at which it shows, or -1 when it has none
 * @param message what is wrong, in one sentence, without a capital letter and a full stop
 * @param nextStep what to do about it, likewise
 */
public record FileFault(Kind kind, long offset, String message, String nextStep)
    implements Serializable {

  /** The kinds of file fault. The names appear in plans, manifests and reports. */
  public enum Kind {
    /** A column that the contract requires is not in the header. */
    MISSING_COLUMN,
    /** The header has a column that the contract does not know, and the column mode forbids it. */
    UNKNOWN_COLUMN,
    /** The header has the contract's columns in another order, and the column mode is strict. */
    COLUMN_ORDER,
    /** Two columns of the header have the same name. */
    DUPLICATE_COLUMN,
    /** The content is not text in the declared encoding. */
    NOT_TEXT,
    /** A quote that is opened is not closed before the file ends. */
    UNCLOSED_QUOTE,
    /** A record over 1 MiB contains line ends: a stray quote has swallowed rows. */
    RUNAWAY_RECORD,
    /** The compressed stream is broken or cut short. */
    BROKEN_COMPRESSION,
    /** There is no header: the file has no record at all. */
    EMPTY_FILE,
    /** The control file disagrees with the rows read. */
    CONTROL_MISMATCH,
    /** The contract requires a control file and there is none, or it cannot be read. */
    CONTROL_FILE,
    /** A published name came with this content before, and a person has rejected it. */
    REJECTED_CONTENT
  }
}
