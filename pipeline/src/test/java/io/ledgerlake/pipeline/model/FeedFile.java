package io.ledgerlake.pipeline.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A generated file.
 *
 * @param path its path below the raw root
 * @param rows its rows
 */
record FeedFile(String path, List<FeedRow> rows) {

  private static final String HEADER =
      "TransactionID,CustomerID,TransactionAmount,Currency,TransactionTimestamp\n";

  FeedFile {
    rows = List.copyOf(rows);
  }

  String text() {
    StringBuilder text = new StringBuilder(HEADER);
    rows.forEach(row -> text.append(row.line()).append('\n'));
    return text.toString();
  }

  /** As the specification defines it: from the path and the stored bytes. */
  String fileId() {
    String content = DigestUtils.sha256Hex(text().getBytes(UTF_8));
    return DigestUtils.sha256Hex((path + '\0' + content).getBytes(UTF_8)).substring(0, 32);
  }

  /** Returns the id of a record, given by its number from 1. */
  String recordId(int row) {
    long offset = HEADER.length();
    for (FeedRow before : rows.subList(0, row - 1)) {
      offset += before.line().getBytes(UTF_8).length + 1L;
    }
    return fileId() + ":" + offset;
  }
}
