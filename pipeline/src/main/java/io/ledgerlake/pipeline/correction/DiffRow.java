package io.ledgerlake.pipeline.correction;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ledgerlake.schemas.record.RowHash;
import io.ledgerlake.transforms.settle.SortKey;
import io.ledgerlake.transforms.settle.SortedEntries;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A row of either side as it is sorted: valid rows by key and content, then rejected ones by the
 * hash of their bytes; of each, published rows before new ones, in the order of their file.
 *
 * <pre>
 * entry  := sortLength:int32 sort side:byte row:int64 amount currency
 * sort   := key 0x00 hash, or hash
 * amount := length:int32 (scale:int32 unscaled)        length 0: none
 * </pre>
 *
 * @param valid whether it has a key
 * @param identity what it is told apart by: key and hash, or hash
 * @param after whether it is of the new content
 * @param row its number in its file
 * @param amount its amount, or null
 * @param currency its currency code, {@code ?} where it has none
 */
record DiffRow(
    boolean valid, byte[] identity, boolean after, long row, BigDecimal amount, String currency) {

  private static final int HEAD = Integer.BYTES;

  /** A key never ends in another: the byte after it is less than any byte of a text. */
  static byte[] identity(byte[] key, int keyLength, byte[] hash) {
    byte[] identity = Arrays.copyOf(key, keyLength + 1 + RowHash.LENGTH);
    identity[keyLength] = 0;
    System.arraycopy(hash, 0, identity, keyLength + 1, RowHash.LENGTH);
    return identity;
  }

  /** Returns how many bytes of the identity are the key. */
  int keyLength() {
    return identity.length - 1 - RowHash.LENGTH;
  }

  /** Returns whether two rows have the same key; rows without one, whether they are the same. */
  boolean sameKey(DiffRow other) {
    return valid && other.valid
        ? Arrays.equals(identity, 0, keyLength(), other.identity, 0, other.keyLength())
        : sameIdentity(other);
  }

  boolean sameIdentity(DiffRow other) {
    return valid == other.valid && Arrays.equals(identity, other.identity);
  }

  /** Finds the sort key of an entry. */
  static void locate(byte[] buffer, int start, int end, SortKey key) {
    ByteBuffer entry = ByteBuffer.wrap(buffer, start, end - start);
    int length = entry.getInt();
    int to = start + HEAD + length;
    byte flags = buffer[to];
    key.set(flags & 1, buffer, start + HEAD, to, flags >> 1 & 1, entry.getLong(to + 1));
  }

  byte[] entry() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(HEAD + identity.length + 48);
    out.writeBytes(ByteBuffer.allocate(HEAD).putInt(identity.length).array());
    out.writeBytes(identity);
    out.write((valid ? 0 : 1) | (after ? 2 : 0));
    out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(row).array());
    byte[] unscaled = amount == null ? new byte[0] : amount.unscaledValue().toByteArray();
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(unscaled.length).array());
    if (amount != null) {
      out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(amount.scale()).array());
      out.writeBytes(unscaled);
    }
    out.writeBytes(currency.getBytes(UTF_8));
    return out.toByteArray();
  }

  static DiffRow of(SortedEntries entries) {
    ByteBuffer entry =
        ByteBuffer.wrap(entries.buffer(), entries.start(), entries.end() - entries.start());
    byte[] identity = bytes(entry, entry.getInt());
    byte flags = entry.get();
    long row = entry.getLong();
    int length = entry.getInt();
    BigDecimal amount = null;
    if (length > 0) {
      int scale = entry.getInt();
      amount = new BigDecimal(new BigInteger(bytes(entry, length)), scale);
    }
    String currency = new String(bytes(entry, entry.remaining()), UTF_8);
    return new DiffRow((flags & 1) == 0, identity, (flags & 2) != 0, row, amount, currency);
  }

  private static byte[] bytes(ByteBuffer from, int length) {
    byte[] bytes = new byte[length];
    from.get(bytes);
    return bytes;
  }
}
