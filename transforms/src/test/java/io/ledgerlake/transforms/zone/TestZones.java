package io.ledgerlake.transforms.zone;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.FieldType;
import io.ledgerlake.transforms.RunContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A lake in a local folder, with the message types that Iceberg gives its tables. */
public final class TestZones {

  /** 2024-05-06, the day that quarantine and condemned are partitioned by in these tests. */
  public static final Instant INGESTED_AT = Instant.parse("2024-05-06T07:08:09.123456Z");

  private TestZones() {}

  /** Returns a run over three files. */
  public static RunContext context(Contract contract, Path lake) {
    return context(
        contract,
        lake,
        List.of(
            new RunContext.PlannedFile("a.csv", "fileA", List.of()),
            new RunContext.PlannedFile("b.csv", "fileB", List.of()),
            new RunContext.PlannedFile("c.csv", "fileC", List.of())));
  }

  /** Returns a run over files. */
  public static RunContext context(
      Contract contract, Path lake, List<RunContext.PlannedFile> files) {
    Map<String, String> roots = new TreeMap<>();
    Map<String, String> schemas = new TreeMap<>();
    for (Zone zone : Zone.values()) {
      roots.put(zone.folder(), lake.resolve(zone.folder()).toString());
      schemas.put(zone.folder(), messageType(contract, zone));
    }
    return new RunContext("run-1", 1, contract.json(), INGESTED_AT, 4, files, roots, schemas);
  }

  /** Returns a sink for local files. */
  public static ZoneSink sink(RunContext context) {
    return (zone, path) -> {
      Path file = Path.of(ZonePaths.uri(context, zone, path));
      Files.createDirectories(file.getParent());
      return Files.newOutputStream(file);
    };
  }

  /** Returns a source of local files. */
  public static ZoneSource source(RunContext context) {
    return (zone, path) -> Files.newByteChannel(Path.of(ZonePaths.uri(context, zone, path)));
  }

  /** Returns the local path of a written file. */
  public static Path path(RunContext context, WrittenFile file) {
    return Path.of(ZonePaths.uri(context, file.zone(), file.path()));
  }

  /** Returns the bytes of every file below a folder, by relative path. */
  public static Map<String, byte[]> files(Path folder) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (var walk = Files.walk(folder)) {
      for (Path path : walk.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(path).toString(), Files.readAllBytes(path));
      }
    }
    return files;
  }

  /** Returns a message type as Iceberg 1.6 writes it: ids on columns, then on what they contain. */
  public static String messageType(Contract contract, Zone zone) {
    List<ZoneColumn> columns = ZoneColumns.of(contract, zone);
    StringBuilder text = new StringBuilder("message table {\n");
    int nested = columns.size();
    for (int i = 0; i < columns.size(); i++) {
      ZoneColumn column = columns.get(i);
      String head = (column.required() ? "required " : "optional ");
      int id = i + 1;
      if (column.type() instanceof ZoneColumn.Value value) {
        text.append(head).append(primitive(value.type(), column.name())).append(" = " + id + ";\n");
      } else if (column.type() instanceof ZoneColumn.Bytes) {
        text.append(head + "binary " + column.name() + " = " + id + ";\n");
      } else if (column.type() instanceof ZoneColumn.TextMap) {
        text.append(head + "group " + column.name() + " (MAP) = " + id + " {\n")
            .append("repeated group key_value {\n")
            .append("required binary key (STRING) = " + ++nested + ";\n")
            .append("required binary value (STRING) = " + ++nested + ";\n}\n}\n");
      } else if (column.type() instanceof ZoneColumn.StructList list) {
        text.append(head + "group " + column.name() + " (LIST) = " + id + " {\n")
            .append("repeated group list {\nrequired group element = " + ++nested + " {\n");
        for (ZoneColumn field : list.fields()) {
          FieldType type = ((ZoneColumn.Value) field.type()).type();
          text.append(field.required() ? "required " : "optional ")
              .append(primitive(type, field.name()) + " = " + ++nested + ";\n");
        }
        text.append("}\n}\n}\n");
      }
    }
    return text.append("}\n").toString();
  }

  private static String primitive(FieldType type, String name) {
    if (type instanceof FieldType.Text || type instanceof FieldType.Enumeration) {
      return "binary " + name + " (STRING)";
    } else if (type instanceof FieldType.Int32) {
      return "int32 " + name;
    } else if (type instanceof FieldType.Int64) {
      return "int64 " + name;
    } else if (type instanceof FieldType.Bool) {
      return "boolean " + name;
    } else if (type instanceof FieldType.Date) {
      return "int32 " + name + " (DATE)";
    } else if (type instanceof FieldType.Timestamp) {
      return "int64 " + name + " (TIMESTAMP(MICROS,true))";
    }
    FieldType.Decimal decimal = (FieldType.Decimal) type;
    String physical = "fixed_len_byte_array(16) ";
    if (decimal.precision() <= 18) {
      physical = decimal.precision() <= 9 ? "int32 " : "int64 ";
    }
    return physical + name + " (DECIMAL(" + decimal.precision() + "," + decimal.scale() + "))";
  }
}
