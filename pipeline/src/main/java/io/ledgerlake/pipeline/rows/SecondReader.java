package io.ledgerlake.pipeline.rows;

import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.publish.Reconciliation;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.transforms.record.FileTally;
import io.ledgerlake.transforms.zone.ParquetRecount;
import io.ledgerlake.transforms.zone.WrittenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * Counts the data files that were written, with a reader that shares no code with the writer, and
 * compares with what was meant to be written.
 */
public final class SecondReader {

  private final LakeLayout layout;
  private final Contract contract;

  /**
   * @param contract says which columns are money
   */
  public SecondReader(LakeLayout layout, Contract contract) {
    this.layout = layout;
    this.contract = contract;
  }

  /**
   * Counts a data file again.
   *
   * @param meant the rows that it was meant to hold, by file id
   * @return every figure that differs, a sentence each; empty: the books agree
   * @throws IOException if the file cannot be read
   */
  public List<String> differences(WrittenFile file, FileIO io, RowBooks meant) throws IOException {
    List<String> fileIds = List.copyOf(meant.files().keySet());
    SortedMap<String, FileTally> found = new TreeMap<>();
    ParquetRecount recount = new ParquetRecount(fileIds, contract.amount(), contract.currency());
    recount
        .count(file, (zone, path) -> new InputChannel(io.newInputFile(layout.dataFile(zone, path))))
        .forEach(tally -> found.put(fileIds.get(tally.file()), tally));
    List<String> sentences = new ArrayList<>();
    meant
        .files()
        .forEach(
            (fileId, tally) ->
                Reconciliation.differences(
                        new Reconciliation.FileBooks(
                            file.path() + ", rows of file " + fileId,
                            -1,
                            tally,
                            Map.of(file.zone(), found.getOrDefault(fileId, new FileTally(0)))))
                    .forEach(difference -> sentences.add(difference.sentence())));
    return sentences;
  }

  /** A channel over a file that Iceberg reads. */
  private static final class InputChannel implements SeekableByteChannel {
    private final SeekableInputStream in;
    private final long size;
    private boolean open = true;

    InputChannel(InputFile file) {
      size = file.getLength();
      in = file.newStream();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      if (!open) {
        throw new ClosedChannelException();
      }
      if (!target.hasRemaining()) {
        return 0;
      }
      byte[] bytes = new byte[Math.min(target.remaining(), 1 << 20)];
      int count = in.read(bytes, 0, bytes.length);
      if (count > 0) {
        target.put(bytes, 0, count);
      }
      return count;
    }

    @Override
    public long position() throws IOException {
      return in.getPos();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
      in.seek(position);
      return this;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public int write(ByteBuffer source) {
      throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long length) {
      throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() throws IOException {
      open = false;
      in.close();
    }
  }
}
