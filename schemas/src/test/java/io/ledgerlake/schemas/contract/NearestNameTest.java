package io.ledgerlake.schemas.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {

  private static final List<String> NAMES = List.of("ingest", "validate", "generate");

  @Test
  void nearnessIsOfTheNameAndNotOfItsSpelling() {
    assertThat(NearestName.of("ingset", NAMES)).contains("ingest");
    assertThat(NearestName.of("gen", NAMES)).contains("generate");
    assertThat(NearestName.of("I-N-G-E-S-T", NAMES)).contains("ingest");
    assertThat(NearestName.of("lkae", List.of("lake", "lane"))).contains("lake");
    assertThat(NearestName.of("xyz", NAMES)).isEmpty();
    assertThat(NearestName.of("when", List.of("open"))).isEmpty();
  }

  @Test
  void theSuggestionIsAClauseOrNothing() {
    assertThat(NearestName.suggestion("vaildate", NAMES)).isEqualTo("; did you mean \"validate\"?");
    assertThat(NearestName.suggestion("xyz", NAMES)).isEmpty();
  }
}
