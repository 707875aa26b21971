package io.ledgerlake.transforms.zone;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.transforms.RunContext;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * Writes the data files of one zone, one at a time. The same rows in the same order give the same
 * bytes: everything that shapes a file is set here and nothing depends on a clock or on the heap.
 */
final class ZoneWriter {

  private final Zone zone;
  private final RunContext context;
  private final Contract contract;
  private final ZoneSink sink;
  private final RowColumns columns;

  private OutputStream stream;
  private HashingOutputFile file;
  private String path;
  private int partition;
  private long rows;

  ZoneWriter(Zone zone, RunContext context, Contract contract, FieldValues values, ZoneSink sink) {
    this.zone = zone;
    this.context = context;
    this.contract = contract;
    this.sink = sink;
    String text = context.zoneSchemas().get(zone.folder());
    if (text == null) {
      throw new IllegalArgumentException("the run names no schema for zone " + zone.folder());
    }
    MessageType schema = MessageTypeParser.parseMessageType(text);
    this.columns = new RowColumns(schema, zone, contract, context, values);
  }

  /**
   * Starts a file.
   *
   * @param expectedRows the rows it is going to hold
   */
  void open(int partition, int shard, long expectedRows) throws IOException {
    this.partition = partition;
    path = ZonePaths.path(context, contract.dataset(), zone, partition, shard);
    rows = 0;
    try {
      stream = sink.create(zone, path);
      file = new HashingOutputFile(stream);
      columns.start(file, expectedRows);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  void write(ZoneRow row) throws IOException {
    try {
      columns.write(row);
    } catch (IOException e) {
      throw failed(e);
    }
    rows++;
  }

  /** Completes the file. */
  WrittenFile finish() throws IOException {
    try {
      columns.finish(file);
    } catch (IOException e) {
      throw failed(e);
    }
    stream = null;
    return new WrittenFile(zone, path, partition, rows, file.bytes(), file.sha256Hex());
  }

  /** Gives up a file that is not finished; what may remain of it is listed nowhere. */
  void abandon(Throwable cause) {
    if (stream == null) {
      return;
    }
    AbandonableStream.giveUp(stream, cause);
    stream = null;
    columns.abandon();
  }

  private IOException failed(IOException e) {
    return new IOException(
        "cannot write "
            + zone.folder()
            + " data file "
            + path
            + ": "
            + e.getMessage()
            + "; nothing is published; make sure that the lake is writable and has room, then run"
            + " again with the same run id",
        e);
  }
}
