package io.ledgerlake.pipeline.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A process that ingests when it is told to, as often as it is told. A line of its standard input
 * is {@code lake runId path...}; it answers with {@link #DONE} and the verdict.
 */
public final class RacingIngest {

  static final String DONE = "done ";

  private RacingIngest() {}

  public static void main(String[] args) throws IOException {
    BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    System.out.println(DONE + "starting");
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      List<String> words = Arrays.asList(line.split(" ", -1));
      String[] paths = words.subList(2, words.size()).toArray(String[]::new);
      System.out.println(
          DONE + SharedLake.in(Path.of(words.get(0))).ingest(words.get(1), paths).verdict());
    }
  }
}
