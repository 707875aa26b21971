package io.ledgerlake.schemas.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnBindingTest {

  /** Fields: id, account_id, amount, new_balance, tx_date; currency is a constant. */
  private static final Contract POSTINGS = Contracts.named("postings");

  @Test
  void bindsByNameInAnyOrder() {
    ColumnBinding binding =
        ColumnBinding.of(POSTINGS, List.of("tx_date", "new_balance", "amount", "account_id", "id"));
    assertThat(binding.column(0)).isEqualTo(4);
    assertThat(binding.column(1)).isEqualTo(3);
    assertThat(binding.column(4)).isZero();
    assertThat(binding.unbound()).isEmpty();
  }

  @Test
  void bindsToTheSourceAndNotToTheFieldsName() {
    ColumnBinding binding =
        ColumnBinding.of(
            Contracts.named("transactions"), List.of("TransactionID", "customer_id", "currency"));
    assertThat(binding.column(0)).isZero();
    assertThat(binding.column(1)).isEqualTo(-1);
    assertThat(binding.unbound()).containsExactly(1, 2);
  }

  @Test
  void bindsNoColumnToAConstant() {
    ColumnBinding binding = ColumnBinding.of(POSTINGS, List.of("id", "currency"));
    assertThat(binding.column(5)).isEqualTo(-1);
    assertThat(binding.unbound()).containsExactly(1);
  }

  @Test
  void distinguishesLetterCase() {
    ColumnBinding binding = ColumnBinding.of(POSTINGS, List.of("ID"));
    assertThat(binding.column(0)).isEqualTo(-1);
    assertThat(binding.unbound()).containsExactly(0);
  }

  @Test
  void keepsAllColumnsOfOneField() {
    ColumnBinding binding = ColumnBinding.of(POSTINGS, List.of("x", "id", "id"));
    assertThat(binding.columns(0)).containsExactly(1, 2);
    assertThat(binding.column(0)).isEqualTo(1);
  }
}
