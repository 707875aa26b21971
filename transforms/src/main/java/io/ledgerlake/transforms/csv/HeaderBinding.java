package io.ledgerlake.transforms.csv;

import io.ledgerlake.schemas.contract.ColumnBinding;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Dialect.ColumnMode;
import io.ledgerlake.schemas.contract.Field;
import io.ledgerlake.schemas.contract.NearestName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Judges a file's header by a contract. */
public final class HeaderBinding {

  private static final int NAMED = 5;
  private static final int NAME_LENGTH = 60;
  private static final String DELIMITERS = ",;\t|";

  private final Contract contract;
  private final List<String> header;
  private final ColumnBinding binding;

  private HeaderBinding(Contract contract, List<String> header) {
    this.contract = contract;
    this.header = header;
    binding = ColumnBinding.of(contract, header);
  }

  /**
   * Returns everything for which a file with this header must be refused; empty when its rows can
   * be read.
   *
   * @param header the columns' names, in file order
   */
  public static List<FileFault> check(Contract contract, List<String> header) {
    HeaderBinding check = new HeaderBinding(contract, header);
    List<FileFault> faults = new ArrayList<>();
    check.missing().ifPresent(faults::add);
    check.sameName().ifPresent(faults::add);
    check.sameField().ifPresent(faults::add);
    check.unknown().ifPresent(faults::add);
    check.order().ifPresent(faults::add);
    return faults;
  }

  private Optional<FileFault> missing() {
    List<Field> missing =
        IntStream.range(0, contract.fields().size())
            .filter(i -> binding.column(i) < 0)
            .mapToObj(contract.fields()::get)
            .filter(field -> field.required() && field.constantText().isEmpty())
            .toList();
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    List<String> candidates =
        binding.unbound().stream()
            .map(header::get)
            .filter(name -> name.length() <= NAME_LENGTH)
            .distinct()
            .toList();
    String names =
        list(
            missing.stream()
                .map(
                    field ->
                        quoted(field.source())
                            + NearestName.of(field.source(), candidates)
                                .map(near -> " (the header has " + quoted(near) + ")")
                                .orElse(""))
                .toList());
    return Optional.of(
        fault(
            FileFault.Kind.MISSING_COLUMN,
            "the header lacks " + columns(missing.size()) + " that the contract requires: " + names,
            missingNextStep()));
  }

  private String missingNextStep() {
    if (header.size() == 1) {
      char delimiter = (char) contract.dialect().delimiter();
      for (char other : DELIMITERS.toCharArray()) {
        if (other != delimiter && header.get(0).indexOf(other) >= 0) {
          return "the fields seem to be separated by "
              + sign(other)
              + ", but the contract's delimiter is "
              + sign(delimiter)
              + ": set \"delimiter\" in the contract";
        }
      }
    }
    return "rename the columns in the file, or add their names to the fields' \"sourceAliases\" in the"
        + " contract";
  }

  private Optional<FileFault> sameName() {
    Set<String> seen = new HashSet<>();
    Set<String> repeated = new LinkedHashSet<>();
    for (String name : header) {
      if (!seen.add(name)) {
        repeated.add(name);
      }
    }
    if (repeated.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        fault(
            FileFault.Kind.DUPLICATE_COLUMN,
            "the header has more than one column named " + list(quoted(repeated)),
            "give each column a name of its own"));
  }

  private Optional<FileFault> sameField() {
    List<String> clashes = new ArrayList<>();
    for (int i = 0; i < contract.fields().size(); i++) {
      List<String> names =
          binding.columns(i).stream().map(header::get).distinct().map(s -> quoted(s)).toList();
      if (names.size() > 1) {
        clashes.add(String.join(" and ", names) + " for field " + contract.fields().get(i).name());
      }
    }
    if (clashes.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        fault(
            FileFault.Kind.DUPLICATE_COLUMN,
            "the header has several columns that the contract reads as one field: " + list(clashes),
            "leave one of the columns out, or take its name out of the field's \"sourceAliases\""));
  }

  private Optional<FileFault> unknown() {
    List<Integer> unbound = binding.unbound();
    if (unbound.isEmpty() || contract.dialect().columnMode() == ColumnMode.RESCUE) {
      return Optional.empty();
    }
    List<String> names =
        unbound.stream()
            .limit(NAMED)
            .map(
                i ->
                    header.get(i).isEmpty()
                        ? "column " + (i + 1) + " without a name"
                        : quoted(header.get(i)))
            .toList();
    return Optional.of(
        fault(
            FileFault.Kind.UNKNOWN_COLUMN,
            "the header has "
                + columns(unbound.size())
                + " that the contract does not know: "
                + list(names, unbound.size()),
            "add fields for them to the contract, keep them with \"columnMode\": \"rescue\", or leave"
                + " them out of the file"));
  }

  private Optional<FileFault> order() {
    if (contract.dialect().columnMode() != ColumnMode.STRICT) {
      return Optional.empty();
    }
    List<Integer> bound =
        IntStream.range(0, contract.fields().size())
            .map(binding::column)
            .filter(column -> column >= 0)
            .boxed()
            .toList();
    List<Integer> sorted = bound.stream().sorted().toList();
    if (bound.equals(sorted)) {
      return Optional.empty();
    }
    return Optional.of(
        fault(
            FileFault.Kind.COLUMN_ORDER,
            "the columns come in the order "
                + list(sorted.stream().map(header::get).map(s -> quoted(s)).toList())
                + ", the contract has "
                + list(bound.stream().map(header::get).map(s -> quoted(s)).toList()),
            "send the columns in the contract's order, or permit any with \"columnMode\":"
                + " \"reorder\""));
  }

  private static FileFault fault(FileFault.Kind kind, String message, String nextStep) {
    return new FileFault(kind, -1, message, nextStep);
  }

  private static String columns(int count) {
    return count == 1 ? "a column" : count + " columns";
  }

  private static List<String> quoted(Set<String> names) {
    return names.stream().map(s -> quoted(s)).toList();
  }

  private static String quoted(String name) {
    String shown = name.length() <= NAME_LENGTH ? name : name.substring(0, NAME_LENGTH) + "...";
    return '"' + shown.replaceAll("\\p{Cntrl}", " ") + '"';
  }

  private static String sign(char c) {
    return c == '\t' ? "a TAB" : "\"" + c + "\"";
  }

  private static String list(List<String> items) {
    return list(items, items.size());
  }

  private static String list(List<String> items, int total) {
    int shown = Math.min(NAMED, items.size());
    String text = items.stream().limit(shown).collect(Collectors.joining(", "));
    return total > shown ? text + " and " + (total - shown) + " more" : text;
  }
}
