package io.ledgerlake.transforms.csv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;
import io.ledgerlake.schemas.contract.Dialect;
import io.ledgerlake.schemas.contract.Dialect.ColumnMode;
import io.ledgerlake.schemas.record.RowError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** Reads whole files in memory the way a run does: scan, then blocks, then records. */
public final class CsvFiles {

  public static final Dialect COMMA = dialect(List.of());
  static final Dialect NO_HEADER = dialect(List.of("a", "b"));

  private CsvFiles() {}

  /** A record as it came out. Bytes are kept one to one as ISO 8859-1. */
  record Row(long row, long line, long offset, List<String> fields, String raw, String fault) {}

  /** A file as it came out. */
  record Result(List<Row> rows, long blankLines, FileFault fault, List<RecordBlock> blocks) {}

  static Dialect dialect(List<String> columns) {
    return new Dialect((byte) ',', (byte) '"', UTF_8, columns, ColumnMode.REORDER);
  }

  static FileStructure scan(byte[] file, Compression compression, Dialect dialect, long range) {
    try {
      return StructureScanner.of(dialect, range)
          .scan(new ByteArrayInputStream(file), compression, done -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static FileStructure scan(String file) {
    return scan(file.getBytes(UTF_8), Compression.NONE, COMMA, 1 << 25);
  }

  /** Scans a file, which must be fit to read, and reads all of its ranges in order. */
  static Result read(byte[] file, Compression compression, Dialect dialect, long rangeBytes) {
    FileStructure structure = scan(file, compression, dialect, rangeBytes);
    if (structure.fault() != null) {
      throw new AssertionError(structure.fault());
    }
    return readRanges(file, structure.fileRanges(7, "memory"), dialect);
  }

  static Result readRanges(byte[] file, List<FileRange> ranges, Dialect dialect) {
    List<RecordBlock> blocks = new ArrayList<>();
    for (FileRange range : ranges) {
      int from = (int) range.start();
      blocks.addAll(
          blocks(range, dialect, new ByteArrayInputStream(file, from, file.length - from)));
    }
    return rows(blocks, dialect);
  }

  static List<RecordBlock> blocks(FileRange range, Dialect dialect, InputStream stored) {
    List<RecordBlock> blocks = new ArrayList<>();
    try (BlockReader reader = BlockReader.of(range, dialect, stored)) {
      for (Optional<RecordBlock> b = reader.next(); b.isPresent(); b = reader.next()) {
        blocks.add(b.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return blocks;
  }

  static Result rows(List<RecordBlock> blocks, Dialect dialect) {
    CsvTokenizer tokenizer = CsvTokenizer.of(dialect);
    List<Row> rows = new ArrayList<>();
    long blankLines = 0;
    FileFault fault = null;
    for (RecordBlock block : blocks) {
      ParsedBlock parsed = tokenizer.parse(block);
      rows.addAll(rows(parsed));
      blankLines += parsed.blankLines();
      fault = block.fault() == null ? fault : block.fault();
    }
    return new Result(rows, blankLines, fault, blocks);
  }

  static List<Row> rows(ParsedBlock parsed) {
    List<Row> rows = new ArrayList<>();
    ParsedBlock.Records r = parsed.records();
    while (r.next()) {
      List<String> fields = new ArrayList<>();
      for (int i = 0; i < r.fieldCount(); i++) {
        fields.add(new String(r.array(i), r.start(i), r.end(i) - r.start(i), ISO_8859_1));
      }
      String raw = new String(r.rawArray(), r.rawStart(), r.rawEnd() - r.rawStart(), ISO_8859_1);
      RowError fault = r.structuralFault();
      rows.add(
          new Row(
              r.row(), r.line(), r.offset(), fields, raw, fault == null ? null : fault.message()));
    }
    return rows;
  }

  /** Reads text that has no header and returns the fields of its records. */
  static List<List<String>> fields(String text) {
    return rows(text).stream().map(Row::fields).toList();
  }

  static List<Row> rows(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    return rows(CsvTokenizer.of(COMMA).parse(block(bytes)));
  }

  static RecordBlock block(byte[] bytes) {
    return new RecordBlock(7, 0, 1, 1, bytes, null, null);
  }

  static FileRange whole(Compression compression) {
    return FileRange.of(7, "memory", compression, 0, -1, 1, 1);
  }

  static byte[] gzip(byte[]... members) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] member : members) {
      try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(member);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return out.toByteArray();
  }

  static byte[] zstd(byte[]... frames) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] frame : frames) {
      out.writeBytes(Zstd.compress(frame));
    }
    return out.toByteArray();
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(out::writeBytes);
    return out.toByteArray();
  }

  static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  /** Returns the first half of a file, and then a connection that breaks. */
  static InputStream brokenHalfway(byte[] file) {
    return new SequenceInputStream(
        new ByteArrayInputStream(file, 0, file.length / 2),
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection reset");
          }
        });
  }
}
