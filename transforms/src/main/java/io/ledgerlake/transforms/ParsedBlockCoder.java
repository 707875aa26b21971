package io.ledgerlake.transforms;

import io.ledgerlake.transforms.csv.ParsedBlock;
import io.ledgerlake.transforms.csv.RecordBlock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.util.VarInt;

/** Encodes a {@link ParsedBlock}: its block, and the index as varints. */
public final class ParsedBlockCoder extends AtomicCoder<ParsedBlock> {

  private static final long serialVersionUID = 1L;
  private static final ParsedBlockCoder INSTANCE = new ParsedBlockCoder();

  private ParsedBlockCoder() {}

  /** Returns the coder. */
  public static ParsedBlockCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(ParsedBlock parsed, OutputStream out) throws IOException {
    RecordBlockCoder.of().encode(parsed.block(), out);
    out.write(parsed.quote());
    VarInt.encode(parsed.recordCount(), out);
    VarInt.encode(parsed.blankLines(), out);
    int[] index = parsed.index();
    VarInt.encode(index.length, out);
    for (int entry : index) {
      VarInt.encode(entry, out);
    }
  }

  @Override
  public ParsedBlock decode(InputStream in) throws IOException {
    RecordBlock block = RecordBlockCoder.of().decode(in);
    byte quote = (byte) in.read();
    int recordCount = VarInt.decodeInt(in);
    long blankLines = VarInt.decodeLong(in);
    int[] index = new int[VarInt.decodeInt(in)];
    for (int i = 0; i < index.length; i++) {
      index[i] = VarInt.decodeInt(in);
    }
    return new ParsedBlock(block, quote, index, recordCount, blankLines);
  }
}
