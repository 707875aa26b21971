package io.ledgerlake.transforms.zone;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/** Reads Parquet files with the library's own example reader, which knows nothing of ours. */
final class ParquetFiles {

  private ParquetFiles() {}

  static List<Group> rows(Path path) throws IOException {
    List<Group> rows = new ArrayList<>();
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), new org.apache.hadoop.fs.Path(path.toUri()))
            .build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        rows.add(row);
      }
    }
    return rows;
  }

  static ParquetFileReader open(Path path) throws IOException {
    return ParquetFileReader.open(
        HadoopInputFile.fromPath(
            new org.apache.hadoop.fs.Path(path.toUri()), new Configuration(false)));
  }

  static ParquetMetadata footer(Path path) throws IOException {
    try (ParquetFileReader reader = open(path)) {
      return reader.getFooter();
    }
  }

  /** Returns the encodings of all column chunks in the order in which the footer has them. */
  static List<List<Encoding>> encodings(byte[] file) throws IOException {
    int trailer = file.length - 8;
    int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(trailer);
    return Util.readFileMetaData(new ByteArrayInputStream(file, trailer - length, length))
        .getRow_groups()
        .stream()
        .flatMap(group -> group.getColumns().stream())
        .map(column -> column.getMeta_data().getEncodings())
        .toList();
  }
}
