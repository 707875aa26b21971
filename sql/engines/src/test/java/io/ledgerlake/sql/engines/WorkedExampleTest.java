package io.ledgerlake.sql.engines;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.sql.BalanceSql;
import io.ledgerlake.sql.BalanceSql.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkedExampleTest {

  private TestLake lake;
  private List<Engine> engines;

  @BeforeAll
  void ingest(@TempDir Path folder) throws IOException {
    lake =
        new TestLake(folder)
            .ingest("postings", WorkedExample.POSTINGS)
            .ingest("transactions", WorkedExample.TRANSACTIONS);
    engines = List.of(new DuckDbEngine(lake), new TrinoEngine(lake));
  }

  @AfterAll
  void close() {
    engines.forEach(Engine::disconnect);
  }

  List<Engine> engines() {
    return engines;
  }

  @ParameterizedTest
  @MethodSource("engines")
  void postingsGiveTheExample(Engine engine) {
    assertThat(engine.query(monthEnd("postings", false))).isEqualTo(WorkedExample.ANSWER);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void transactionsGiveTheExample(Engine engine) {
    assertThat(engine.query(monthEnd("transactions", false))).isEqualTo(WorkedExample.ANSWER);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void theStrictVariantCarriesNothing(Engine engine) {
    List<String> strict =
        List.of(
            "ACC001 | EUR | 2024-01 | null",
            "ACC001 | EUR | 2024-02 | null",
            "ACC001 | EUR | 2024-03 | null",
            "ACC002 | EUR | 2024-01 | null",
            "ACC002 | EUR | 2024-02 | -25.5000",
            "ACC002 | EUR | 2024-03 | -125.5000");

    assertThat(engine.query(monthEnd("postings", true))).isEqualTo(strict);
    assertThat(engine.query(monthEnd("transactions", true))).isEqualTo(strict);
  }

  private String monthEnd(String dataset, boolean strict) {
    return BalanceSql.of(lake.contract(dataset))
        .monthEnd(new Request(WorkedExample.Q1_2024, strict, Optional.empty(), Optional.empty()));
  }
}
