package io.ledgerlake.transforms;

import io.ledgerlake.transforms.csv.FileFault;
import io.ledgerlake.transforms.csv.RecordBlock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;

/** Encodes a {@link RecordBlock}: its numbers as varints, its records as they are. */
public final class RecordBlockCoder extends AtomicCoder<RecordBlock> {

  private static final long serialVersionUID = 1L;
  private static final RecordBlockCoder INSTANCE = new RecordBlockCoder();
  private static final ByteArrayCoder BYTES = ByteArrayCoder.of();
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();

  private static final int RECORDS = 0;
  private static final int OVERSIZE = 1;
  private static final int FAULT = 2;

  private RecordBlockCoder() {}

  /** Returns the coder. */
  public static RecordBlockCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(RecordBlock block, OutputStream out) throws IOException {
    VarInt.encode(block.file(), out);
    VarInt.encode(block.offset(), out);
    VarInt.encode(block.firstRow(), out);
    VarInt.encode(block.firstLine(), out);
    BYTES.encode(block.bytes(), out);
    if (block.fault() != null) {
      VarInt.encode(FAULT, out);
      TEXT.encode(block.fault().kind().name(), out);
      VarInt.encode(block.fault().offset(), out);
      TEXT.encode(block.fault().message(), out);
      TEXT.encode(block.fault().nextStep(), out);
    } else if (block.oversize() != null) {
      VarInt.encode(OVERSIZE, out);
      VarInt.encode(block.oversize().length(), out);
      TEXT.encode(block.oversize().sha256(), out);
    } else {
      VarInt.encode(RECORDS, out);
    }
  }

  @Override
  public RecordBlock decode(InputStream in) throws IOException {
    int file = VarInt.decodeInt(in);
    long offset = VarInt.decodeLong(in);
    long firstRow = VarInt.decodeLong(in);
    long firstLine = VarInt.decodeLong(in);
    byte[] bytes = BYTES.decode(in);
    RecordBlock.Oversize oversize = null;
    FileFault fault = null;
    int kind = VarInt.decodeInt(in);
    switch (kind) {
      case RECORDS -> {}
      case OVERSIZE -> oversize = new RecordBlock.Oversize(VarInt.decodeLong(in), TEXT.decode(in));
      case FAULT ->
          fault =
              new FileFault(
                  FileFault.Kind.valueOf(TEXT.decode(in)),
                  VarInt.decodeLong(in),
                  TEXT.decode(in),
                  TEXT.decode(in));
      default -> throw new CoderException("a block of records has no kind " + kind);
    }
    return new RecordBlock(file, offset, firstRow, firstLine, bytes, oversize, fault);
  }
}
