package io.ledgerlake.pipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever needs nothing of AWS does not wait for it. */
class LocalLakeTest {

  private final Map<String, String> before = new TreeMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer metadata;

  /** What on a machine of Amazon's would tell its region. */
  @BeforeEach
  void serve() throws IOException {
    metadata = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    metadata.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().getPath());
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    metadata.start();
    set("aws.disableEc2Metadata", "false");
    set(
        "aws.ec2MetadataServiceEndpoint",
        "http://127.0.0.1:" + metadata.getAddress().getPort() + "/");
  }

  @AfterEach
  void stop() {
    metadata.stop(0);
    before.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
  }

  private void set(String name, String value) {
    String old = System.setProperty(name, value);
    before.put(name, old == null ? "" : old);
  }

  @Test
  void ingestDoesNotAskWhichRegionTheMachineIsIn(@TempDir Path folder) throws IOException {
    IngestFixture fixture = IngestFixture.in(folder);
    fixture.write("day.csv", IngestFixture.HEADER + "T1,C1,1.00,EUR,2024-03-01T10:00:00Z\n");

    IngestFixture.Answer answer = fixture.ingest("--runId=r-1");

    assertThat(answer.exitCode()).as(answer.all()).isZero();
    assertThat(asked).isEmpty();
  }
}
