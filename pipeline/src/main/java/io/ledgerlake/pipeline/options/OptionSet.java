package io.ledgerlake.pipeline.options;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * The options of an options interface, read from its annotations. Reads nothing else: building
 * Beam's own registry takes a second that {@code --help} should not.
 */
public final class OptionSet {

  private final List<Section> sections;

  private OptionSet(List<Section> sections) {
    this.sections = List.copyOf(sections);
  }

  /** Returns the options of an interface: its own first, then those of the ones it extends. */
  public static OptionSet of(Class<? extends PipelineOptions> type) {
    List<Section> sections = new ArrayList<>();
    collect(type, sections);
    return new OptionSet(sections);
  }

  /** Returns the options by group. */
  public List<Section> sections() {
    return sections;
  }

  /** Returns the option of a name, if there is one. */
  public Optional<Option> option(String name) {
    return options().stream().filter(o -> o.name().equals(name)).findFirst();
  }

  /** Returns all options. */
  public List<Option> options() {
    return sections.stream().flatMap(s -> s.options().stream()).toList();
  }

  private static void collect(Class<?> type, List<Section> sections) {
    Group group = type.getAnnotation(Group.class);
    if (group != null && sections.stream().noneMatch(s -> s.title().equals(group.value()))) {
      sections.add(new Section(type, group.value(), declared(type)));
    }
    for (Class<?> parent : type.getInterfaces()) {
      collect(parent, sections);
    }
  }

  /** The JDK gives methods in no particular order; the name is one that stays. */
  private static List<Option> declared(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(m -> m.getName().startsWith("get") && m.getParameterCount() == 0)
        .filter(m -> m.isAnnotationPresent(Description.class))
        .map(OptionSet::option)
        .sorted(Comparator.comparing(Option::name))
        .toList();
  }

  private static Option option(Method getter) {
    return new Option(
        name(getter),
        getter.getReturnType(),
        getter.getAnnotation(Description.class).value(),
        defaultText(getter));
  }

  /** Returns the option name of a getter: {@code getRunId} is {@code runId}. */
  static String name(Method getter) {
    String bare = getter.getName().substring(getter.getName().startsWith("is") ? 2 : 3);
    return bare.substring(0, 1).toLowerCase(Locale.ROOT) + bare.substring(1);
  }

  private static Optional<String> defaultText(Method getter) {
    for (Annotation annotation : getter.getAnnotations()) {
      Optional<String> text = defaultText(annotation);
      if (text.isPresent()) {
        return text;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> defaultText(Annotation annotation) {
    if (annotation instanceof Default.String text) {
      return Optional.of(text.value());
    } else if (annotation instanceof Default.Boolean flag) {
      return Optional.of(Boolean.toString(flag.value()));
    } else if (annotation instanceof Default.Integer number) {
      return Optional.of(Integer.toString(number.value()));
    } else if (annotation instanceof Default.Long number) {
      return Optional.of(Long.toString(number.value()));
    } else if (annotation instanceof Default.Enum symbol) {
      return Optional.of(symbol.value());
    }
    return Optional.empty();
  }

  /**
   * A group of options.
   *
   * @param declaredBy the interface that declares it
   * @param title its heading
   * @param options its options, by name
   */
  public record Section(Class<?> declaredBy, String title, List<Option> options) {
    public Section {
      options = List.copyOf(options);
    }
  }

  /**
   * One option.
   *
   * @param name its name, without the dashes
   * @param type the type of its value
   * @param description what it means
   * @param defaultText the value that stands when it is not given, if there is one
   */
  public record Option(
      String name, Class<?> type, String description, Optional<String> defaultText) {

    /** Returns what stands for the value in a help text: {@code N}, {@code true|false}, a list. */
    public String placeholder() {
      if (type == boolean.class || type == Boolean.class) {
        return "true|false";
      } else if (type == int.class || type == long.class || type == Long.class) {
        return "N";
      } else if (type.isEnum()) {
        return String.join(
            "|", Arrays.stream(type.getEnumConstants()).map(Object::toString).toList());
      }
      return List.class.isAssignableFrom(type) ? "TEXT,..." : "TEXT";
    }
  }
}
