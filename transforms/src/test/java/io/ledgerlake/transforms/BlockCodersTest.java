package io.ledgerlake.transforms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.transforms.csv.CsvTokenizer;
import io.ledgerlake.transforms.csv.FileFault;
import io.ledgerlake.transforms.csv.ParsedBlock;
import io.ledgerlake.transforms.csv.RecordBlock;
import java.util.stream.Stream;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.util.CoderUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BlockCodersTest {

  static Stream<RecordBlock> blocks() {
    byte[] records = "1,\"a\"\"b\"\n\n2,\"c\nd\"\n\"x\"y,".getBytes(UTF_8);
    return Stream.of(
        new RecordBlock(0, 0, 1, 1, new byte[0], null, null),
        new RecordBlock(7, 1L << 40, 1L << 33, 1L << 34, records, null, null),
        new RecordBlock(
            1, 2, 3, 4, records, new RecordBlock.Oversize(5_000_000_000L, "ab".repeat(32)), null),
        new RecordBlock(
            1,
            2,
            3,
            4,
            new byte[0],
            null,
            new FileFault(FileFault.Kind.UNCLOSED_QUOTE, -1, "a quote \u201E", "close it")));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void keepBlocksAsTheyAre(RecordBlock block) throws Exception {
    assertThat(CoderUtils.clone(RecordBlockCoder.of(), block))
        .usingRecursiveComparison()
        .isEqualTo(block);
    ParsedBlock parsed = CsvTokenizer.of((byte) ',', (byte) '"').parse(block);
    assertThat(CoderUtils.clone(ParsedBlockCoder.of(), parsed))
        .usingRecursiveComparison()
        .isEqualTo(parsed);
    CoderProperties.coderDeterministic(RecordBlockCoder.of(), block, block);
    CoderProperties.coderDeterministic(ParsedBlockCoder.of(), parsed, parsed);
  }

  @Test
  void areSerializableAndCompact() throws Exception {
    CoderProperties.coderSerializable(RecordBlockCoder.of());
    CoderProperties.coderSerializable(ParsedBlockCoder.of());
    byte[] records =
        "T1000000001,C17,1234.56,EUR,2024-03-01T12:34:56Z\n".repeat(5_000).getBytes(UTF_8);
    RecordBlock block = new RecordBlock(7, 100, 1, 2, records, null, null);
    assertThat(CoderUtils.encodeToByteArray(RecordBlockCoder.of(), block))
        .hasSizeLessThan(records.length + 16);
  }

  @Test
  void refuseABlockOfAnUnknownKind() {
    byte[] encoded = {0, 0, 1, 1, 0, 9};
    assertThatThrownBy(() -> CoderUtils.decodeFromByteArray(RecordBlockCoder.of(), encoded))
        .isInstanceOf(CoderException.class)
        .hasMessage("a block of records has no kind 9");
  }
}
