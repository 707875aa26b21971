package io.ledgerlake.schemas.record;

/**
 * The fields of one record as a tokenizer sees them: slices of bytes in the file's encoding, quotes
 * and escapes already taken away. A view; valid until the tokenizer moves on.
 */
public interface RawFields {

  /** Returns how many fields the record has. */
  int fieldCount();

  /** Returns the array that holds field {@code i}. */
  byte[] array(int i);

  /** Returns the index of the field's first byte in its array. */
  int start(int i);

  /** Returns the index after the field's last byte in its array. */
  int end(int i);

  /** Returns the array that holds the record's exact bytes, without its line end. */
  byte[] rawArray();

  /** Returns the index of the record's first byte. */
  int rawStart();

  /** Returns the index after the record's last byte. */
  int rawEnd();

  /** Returns what is wrong with the record as text, or null: the row fault of the tokenizer. */
  RowError structuralFault();
}
