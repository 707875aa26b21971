package io.ledgerlake.schemas.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.avro.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContractsTest {

  @ParameterizedTest
  @MethodSource("io.ledgerlake.schemas.contract.Contracts#shipped")
  void avroReadsEveryShippedContract(String name) {
    Contract contract = Contracts.named(name);

    Schema schema = new Schema.Parser().parse(contract.json());

    assertThat(schema.getFields())
        .extracting(Schema.Field::name)
        .isEqualTo(contract.fields().stream().map(Field::name).toList());
  }
}
