package io.ledgerlake.transforms.csv;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Tells from a file's first bytes that it is not CSV, and what it is instead. */
final class ContentSniffer {

  private static final List<Signature> SIGNATURES =
      List.of(
          new Signature(bytes(0x1F, 0x8B), "gzip data", "name it .csv.gz"),
          new Signature(bytes(0x28, 0xB5, 0x2F, 0xFD), "zstd data", "name it .csv.zst"),
          new Signature(
              bytes('P', 'K', 3, 4),
              "a zip archive or an Excel workbook",
              "unpack it, or save the sheet as CSV, and send that"),
          new Signature(
              bytes(0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1),
              "an old Excel or Office file",
              "save the sheet as CSV and send that"),
          new Signature(ascii("%PDF-"), "a PDF document", "send the data as CSV"),
          new Signature(bytes('O', 'b', 'j', 1), "an Avro file", "send the data as CSV"),
          new Signature(ascii("SQLite format 3"), "an SQLite database", "send the data as CSV"),
          new Signature(
              bytes(0xFD, '7', 'z', 'X', 'Z', 0), "xz data", "unpack it, or compress it with gzip"),
          new Signature(
              bytes('7', 'z', 0xBC, 0xAF, 0x27, 0x1C),
              "a 7-Zip archive",
              "unpack it, or compress it with gzip"),
          new Signature(
              bytes(0x04, 0x22, 0x4D, 0x18), "lz4 data", "unpack it, or compress it with gzip"),
          new Signature(
              bytes(0, 0, 0xFE, 0xFF), "UTF-32 text", "save it in the contract's encoding"),
          new Signature(
              bytes(0xFF, 0xFE, 0, 0), "UTF-32 text", "save it in the contract's encoding"),
          new Signature(bytes(0xFF, 0xFE), "UTF-16 text", "save it in the contract's encoding"),
          new Signature(bytes(0xFE, 0xFF), "UTF-16 text", "save it in the contract's encoding"));

  /** Signatures that are letters, and so might begin a header; a control byte follows in a file. */
  private static final List<Signature> LETTERS =
      List.of(
          new Signature(ascii("PAR1"), "a Parquet file", "send the data as CSV"),
          new Signature(ascii("ORC"), "an ORC file", "send the data as CSV"),
          new Signature(ascii("BZh"), "bzip2 data", "unpack it, or compress it with gzip"));

  private ContentSniffer() {}

  /**
   * A kind of file by its first bytes.
   *
   * @param magic the first bytes
   * @param name what it is, for a message
   * @param nextStep what to do about it
   */
  record Signature(byte[] magic, String name, String nextStep) {}

  /** Returns what a file that begins with these bytes is, or null if it may be CSV. */
  static Signature look(byte[] bytes, int length) {
    for (Signature signature : SIGNATURES) {
      if (startsWith(bytes, length, signature.magic)) {
        return signature;
      }
    }
    for (Signature signature : LETTERS) {
      if (startsWith(bytes, length, signature.magic)
          && binaryWithin(bytes, signature.magic.length, Math.min(length, 16))) {
        return signature;
      }
    }
    return null;
  }

  /** Returns whether the bytes begin like this compression's stream. */
  static boolean isCompressedBy(Compression compression, byte[] bytes, int length) {
    Signature found = look(bytes, length);
    if (compression == Compression.ZSTD && startsWithSkippableFrame(bytes, length)) {
      return true;
    }
    return found != null
        && switch (compression) {
          case NONE -> false;
          case GZIP -> found.name.equals("gzip data");
          case ZSTD -> found.name.equals("zstd data");
        };
  }

  /** Returns whether the bytes begin with a skippable frame (RFC 8878, section 3.1.2). */
  private static boolean startsWithSkippableFrame(byte[] bytes, int length) {
    return length >= 4
        && (bytes[0] & 0xF0) == 0x50
        && bytes[1] == 0x2A
        && bytes[2] == 0x4D
        && bytes[3] == 0x18;
  }

  private static boolean binaryWithin(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < ' ' && bytes[i] != '\t' && !RecordBoundaries.endsLine(bytes[i])) {
        return true;
      }
    }
    return false;
  }

  private static boolean startsWith(byte[] bytes, int length, byte[] magic) {
    if (length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if (bytes[i] != magic[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
