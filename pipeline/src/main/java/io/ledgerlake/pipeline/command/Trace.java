package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.options.TraceOptions;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.schemas.contract.Field;
import io.ledgerlake.transforms.zone.ZoneColumns;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Tells what became of one row. */
public final class Trace extends Command<TraceOptions> {

  @Override
  public String name() {
    return "trace";
  }

  @Override
  public String summary() {
    return "what became of one row of a file";
  }

  @Override
  public String description() {
    return "Follows one row of one file: which run read it, what it was found to be and why, what "
        + "it became later and who decided so, in which table and data file it lies, and which other "
        + "record it met.";
  }

  @Override
  public List<String> examples() {
    return List.of("trace 2024-03.csv:17");
  }

  @Override
  public Class<TraceOptions> options() {
    return TraceOptions.class;
  }

  @Override
  public Optional<String> positional() {
    return Optional.of("row");
  }

  @Override
  protected int execute(TraceOptions options, Terminal terminal) throws Exception {
    int colon = options.getRow().lastIndexOf(':');
    String file = options.getRow().substring(0, colon);
    long row = Long.parseLong(options.getRow().substring(colon + 1));
    try (OpenLake lake = OpenLake.of(options)) {
      LakeTables tables = lake.tables();
      List<FileEntry> entries = OpenLake.entries(tables, file);
      terminal
          .out()
          .print(RowTrace.of(tables, Decisions.of(lake, tables), entries, row, shown(options)));
    }
    return 0;
  }

  /**
   * Without a contract nobody knows what is personal, so nothing is shown. What was sent is shown
   * when nothing in it is personal.
   */
  private static Predicate<String> shown(TraceOptions options) {
    if (options.getRaw()) {
      return column -> true;
    }
    String named = options.getContract() == null ? options.getDataset() : options.getContract();
    if (options.getContract() == null && !Contracts.shipped().contains(named)) {
      return column -> false;
    }
    List<Field> fields = Contracts.load(named).fields();
    Set<String> open =
        fields.stream().filter(f -> !f.personal()).map(Field::name).collect(Collectors.toSet());
    if (open.size() == fields.size()) {
      open.add(ZoneColumns.RAW_RECORD);
    }
    return open::contains;
  }

  public static void main(String[] args) {
    exit(new Trace(), args);
  }
}
