package io.ledgerlake.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.sql.BalanceSql.Request;
import java.time.YearMonth;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What needs no engine; the queries themselves are tested on two of them, in sql/engines. */
class BalanceSqlTest {

  private static final Period Q1 = new Period(YearMonth.of(2024, 1), YearMonth.of(2024, 3));

  @Test
  void aFeedWithoutAnAccountHasNoBalances() {
    Contract contract =
        without("\"account\": \"account_id\",\n    ", "\"balance\": \"new_balance\",");

    assertThatThrownBy(() -> BalanceSql.of(contract))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("contract postings names no account");
  }

  @Test
  void aBaseMustBeBeforeThePeriod() {
    assertThatThrownBy(
            () -> new Request(Q1, false, Optional.of(YearMonth.of(2024, 1)), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the base 2024-01 is not before the period 2024-01 to 2024-03");
  }

  @Test
  void sumsHaveNoContinuityAndRunningBalancesNoSumsToTieOut() {
    assertThatThrownBy(() -> BalanceSql.of(Contracts.named("transactions")).continuity(Q1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> BalanceSql.of(Contracts.named("postings")).tieOut(Request.of(Q1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void namesThatAnEngineKeepsForItselfAreQuoted() {
    assertThat(Identifiers.of("account_id")).isEqualTo("account_id");
    assertThat(Identifiers.of("order")).isEqualTo("\"order\"");
    assertThat(Identifiers.of("Betrag")).isEqualTo("\"Betrag\"");
  }

  private static Contract without(String... texts) {
    String json = Contracts.named("postings").json();
    for (String text : texts) {
      assertThat(json).contains(text);
      json = json.replace(text, "");
    }
    return Contracts.parse(json, "postings.avsc");
  }
}
