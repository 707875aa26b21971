package io.ledgerlake.schemas.record;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A record's {@code row_hash}: SHA-256 (FIPS 180-4) over a domain byte and the record's content, so
 * that a record which did not parse can never have the hash of one that did. Reuses one digest; not
 * thread-safe.
 */
public final class RowHash {

  /** Bytes of a hash. */
  public static final int LENGTH = 32;

  private static final byte VALID = 1;
  private static final byte REJECTED = 0;

  private final MessageDigest digest;

  private RowHash(MessageDigest digest) {
    this.digest = digest;
  }

  /** Returns a new hash function. */
  public static RowHash create() {
    try {
      return new RowHash(MessageDigest.getInstance("SHA-256"));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256, this one does not", e);
    }
  }

  /**
   * Hashes a valid record's canonical values, given as {@code values[start, end)}, into {@code
   * out[at, at + 32)}.
   */
  public void ofValues(byte[] values, int start, int end, byte[] out, int at) {
    hash(VALID, values, start, end, out, at);
  }

  /**
   * Hashes a rejected record's exact bytes, given as {@code raw[start, end)}, into {@code out[at,
   * at + 32)}.
   */
  public void ofRaw(byte[] raw, int start, int end, byte[] out, int at) {
    hash(REJECTED, raw, start, end, out, at);
  }

  private void hash(byte domain, byte[] content, int start, int end, byte[] out, int at) {
    if (at < 0 || out.length - at < LENGTH) {
      throw new IllegalArgumentException("no room for 32 bytes at " + at);
    }
    digest.update(domain);
    digest.update(content, start, end - start);
    try {
      digest.digest(out, at, LENGTH);
    } catch (DigestException e) {
      throw new IllegalStateException("SHA-256 did not give 32 bytes", e);
    }
  }
}
