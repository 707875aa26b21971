package io.ledgerlake.pipeline.rows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.iceberg.Schema;
import org.apache.iceberg.avro.AvroSchemaUtil;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.avro.DataWriter;

/**
 * What rows hold, in whatever order: how many they are, and the sum modulo 2^256 of the SHA-256 of
 * each row with all of its columns. Two sets of rows with equal sums are the same set; unlike an
 * exclusive or, a sum also tells a row that is there twice from one that is not there.
 */
public final class ContentSum {

  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

  private final DataWriter<Record> writer;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final MessageDigest digest;
  private BinaryEncoder encoder;
  private BigInteger sum = BigInteger.ZERO;
  private long rows;

  /**
   * @param schema the rows' columns
   */
  public ContentSum(Schema schema) {
    writer = DataWriter.create(AvroSchemaUtil.convert(schema, "row"));
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256, this one does not", e);
    }
  }

  /** Adds a row. */
  public void add(Record row) throws IOException {
    bytes.reset();
    encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
    writer.write(row, encoder);
    encoder.flush();
    sum = sum.add(new BigInteger(1, digest.digest(bytes.toByteArray()))).mod(MODULUS);
    rows++;
  }

  /** Returns how many rows were added. */
  public long rows() {
    return rows;
  }

  /** Returns whether the rows of both are the same. */
  public boolean sameAs(ContentSum other) {
    return rows == other.rows && sum.equals(other.sum);
  }
}
