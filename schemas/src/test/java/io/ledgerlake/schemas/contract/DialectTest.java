package io.ledgerlake.schemas.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.schemas.contract.Dialect.ColumnMode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.Test;

class DialectTest {

  @Test
  void travelsToWorkersWithItsEncoding() throws Exception {
    Dialect dialect =
        new Dialect(
            (byte) ';',
            (byte) '\'',
            Charset.forName("windows-1252"),
            List.of("a", "b"),
            ColumnMode.STRICT);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(dialect);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(dialect);
    }
  }
}
