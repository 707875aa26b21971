package io.ledgerlake.pipeline.balances;

import java.io.IOException;
import java.sql.SQLException;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;

/** A data file of an aggregate, with the rows of one month. */
final class AggregateFile {

  private AggregateFile() {}

  /** Where its rows come from. */
  interface Rows {
    void writeTo(FileAppender<Record> file) throws SQLException, IOException;
  }

  /** Writes a file that no table lists yet. */
  static DataFile write(Table table, String month, String name, Rows rows)
      throws SQLException, IOException {
    OutputFile out =
        table.io().newOutputFile(table.location() + "/data/month=" + month + "/" + name);
    FileAppender<Record> writer =
        Parquet.write(out)
            .forTable(table)
            .createWriterFunc(GenericParquetWriter::buildWriter)
            .metricsConfig(MetricsConfig.forTable(table))
            // What is left of a close that was killed is of the same rows.
            .overwrite()
            .build();
    try (writer) {
      rows.writeTo(writer);
    }
    return DataFiles.builder(table.spec())
        .withPath(out.location())
        .withFormat(FileFormat.PARQUET)
        .withPartitionPath("month=" + month)
        .withFileSizeInBytes(writer.length())
        .withMetrics(writer.metrics())
        .build();
  }
}
