package io.ledgerlake.pipeline.plan;

import java.nio.charset.StandardCharsets;
import org.apache.commons.codec.digest.DigestUtils;

/** The id of an input file: the same path with the same content, for ever. */
public final class FileId {

  /** 128 bits in hex: enough for identity, short enough to be read out on a telephone. */
  private static final int LENGTH = 32;

  private FileId() {}

  /**
   * Returns the first 32 hex digits of the SHA-256 over path, a zero byte and content hash.
   *
   * @param path path below the raw root
   * @param sha256 lower-case hex SHA-256 of the stored bytes
   */
  public static String of(String path, String sha256) {
    byte[] bytes = (path + '\0' + sha256).getBytes(StandardCharsets.UTF_8);
    return DigestUtils.sha256Hex(bytes).substring(0, LENGTH);
  }
}
