package io.ledgerlake.pipeline.change;

import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.rows.DataFileWriter;
import io.ledgerlake.pipeline.rows.RowBooks;
import io.ledgerlake.pipeline.rows.SecondReader;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.transforms.zone.WrittenFile;
import io.ledgerlake.transforms.zone.Zone;
import io.ledgerlake.transforms.zone.ZonePaths;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;

/**
 * The data files that a change writes. Each is counted again by a second reader as soon as it is
 * complete. No table lists them until the change is decided.
 */
final class NewFiles implements Closeable {

  private final ChangeRequest request;
  private final Contract contract;
  private final Names names;
  private final List<WrittenFile> files = new ArrayList<>();
  private final Set<String> fileIds = new TreeSet<>();
  private final List<String> differences = new ArrayList<>();
  private DataFileWriter writer;
  private Table table;
  private RowBooks books;

  /** How the files are named. */
  @FunctionalInterface
  private interface Names {
    String path(String dataset, Zone zone, int partition, int number) throws IOException;
  }

  private NewFiles(ChangeRequest request, Contract contract, Names names) {
    this.request = request;
    this.contract = contract;
    this.names = names;
  }

  /** Returns the files of a change, whose names no other process uses. */
  static NewFiles ofChange(ChangeRequest request, Contract contract, Starts starts) {
    return new NewFiles(
        request,
        contract,
        (dataset, zone, partition, number) ->
            ZonePaths.ofChange(request.runId(), starts.number(), dataset, zone, partition, number));
  }

  /**
   * Returns the files of an ingest, whose plan decides every byte of them.
   *
   * @param pass the number that their names have
   */
  static NewFiles ofPass(ChangeRequest request, Contract contract, int pass) {
    return new NewFiles(
        request,
        contract,
        (dataset, zone, partition, number) ->
            ZonePaths.path(request.runId(), pass, dataset, zone, partition, number));
  }

  /** Starts a file, after the one before is finished. */
  void open(Zone zone, int partition, long expectedRows) throws IOException {
    LakeLayout layout = request.layout();
    String path = names.path(request.tables().dataset(), zone, partition, files.size());
    table = request.tables().zone(zone);
    books = new RowBooks(contract);
    writer = DataFileWriter.open(table, zone, layout, contract, path, partition, expectedRows);
  }

  void add(Record row) {
    writer.add(row);
    books.add(row);
  }

  /** Returns how many rows the open file has. */
  long rowsSoFar() {
    return writer.rowsSoFar();
  }

  boolean isOpen() {
    return writer != null;
  }

  /** Completes the file that is open, if one is, and counts it again. */
  void finish() throws IOException {
    if (writer == null) {
      return;
    }
    WrittenFile file = writer.finish();
    writer = null;
    files.add(file);
    fileIds.addAll(books.files().keySet());
    differences.addAll(
        new SecondReader(request.layout(), contract).differences(file, table.io(), books));
  }

  /** Returns the complete files. */
  List<WrittenFile> files() {
    return Collections.unmodifiableList(files);
  }

  /** Notes that something else was written than was to be. */
  void differ(String sentence) {
    differences.add(sentence);
  }

  /** Returns the ids of the input files whose rows were written. */
  Set<String> fileIds() {
    return Collections.unmodifiableSet(fileIds);
  }

  /** Returns where something else was found than was to be written; empty: the books agree. */
  List<String> differences() {
    return Collections.unmodifiableList(differences);
  }

  /** Takes the files away: nothing lists them, and nothing ever will. */
  void discard() {
    for (WrittenFile file : files) {
      request
          .tables()
          .zone(file.zone())
          .io()
          .deleteFile(request.layout().dataFile(file.zone(), file.path()));
    }
    files.clear();
  }

  @Override
  public void close() throws IOException {
    if (writer != null) {
      writer.close();
    }
  }
}
