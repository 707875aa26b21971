package io.ledgerlake.transforms.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CheckedReadsTest {

  @Test
  void readersShareNoDecompressors() {
    assertThat(CheckedReads.options().getCodecFactory())
        .isNotSameAs(CheckedReads.options().getCodecFactory());
  }

  @Test
  void pagesAreReadWithTheirChecksums() {
    assertThat(CheckedReads.options().usePageChecksumVerification()).isTrue();
  }
}
