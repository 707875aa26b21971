package io.ledgerlake.schemas.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Loads contracts and refuses the broken ones. A contract is an Avro record schema with extra
 * properties; {@code docs/contracts.md} is their reference.
 */
public final class Contracts {

  private static final String FOLDER = "contracts/";
  private static final String SUFFIX = ".avsc";
  private static final List<String> SHIPPED = List.of("openings", "postings", "transactions");
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private Contracts() {}

  /** Returns the names of the contracts that ship, sorted. */
  public static List<String> shipped() {
    return SHIPPED;
  }

  /**
   * Loads a contract by its name on the class path or its local path: what ends in {@code .avsc} or
   * has a slash is a path.
   *
   * @throws ContractException if there is none, or it is broken
   */
  public static Contract load(String nameOrPath) {
    return isName(nameOrPath) ? named(nameOrPath) : read(Path.of(nameOrPath));
  }

  /** Returns whether a text is the name of a contract on the class path, and no path or URI. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /**
   * Loads the latest version of a contract from the class path's folder {@code contracts}: {@code
   * <name>.avsc} is version 1, and {@code <name>.v2.avsc}, {@code <name>.v3.avsc} and so on,
   * without a gap, are later ones, of which the last wins.
   *
   * @throws ContractException if there is none, or it is broken
   */
  public static Contract named(String name) {
    return latest(
        name,
        FOLDER,
        Contracts::resource,
        () ->
            ContractException.absent(
                "There is no contract \"" + name + "\" on the class path.",
                NearestName.of(name, SHIPPED)
                        .map(near -> "Did you mean \"" + near + "\"? ")
                        .orElse("")
                    + "Choose one of "
                    + String.join(", ", SHIPPED)
                    + ", or the path of an .avsc file."));
  }

  /**
   * Loads the latest version of a contract from a local folder, whose files are named as those of
   * {@link #named}.
   *
   * @throws ContractException if there is none, or it is broken
   */
  public static Contract inFolder(Path folder, String name) {
    return latest(
        name,
        folder + "/",
        path -> bytes(Path.of(path)),
        () ->
            ContractException.absent(
                "There is no contract \"" + name + "\" in the folder " + folder + ".",
                "Put it there as " + name + SUFFIX + ", or choose another dataset."));
  }

  private static Contract latest(
      String name,
      String folder,
      Function<String, Optional<byte[]>> lookup,
      Supplier<ContractException> absent) {
    String source = folder + name + SUFFIX;
    byte[] latest =
        Optional.of(source).filter(path -> isName(name)).flatMap(lookup).orElseThrow(absent);
    int version = 1;
    Optional<byte[]> later = lookup.apply(later(folder, name, version));
    while (later.isPresent()) {
      source = later(folder, name, version);
      latest = later.get();
      version++;
      later = lookup.apply(later(folder, name, version));
    }
    return versioned(parse(decode(latest, source), source), version);
  }

  private static String later(String folder, String name, int version) {
    return folder + name + ".v" + (version + 1) + SUFFIX;
  }

  private static Contract versioned(Contract contract, int version) {
    if (contract.version() != version) {
      throw refused(
          contract.source(),
          "ledgerlake: \"version\" is "
              + contract.version()
              + ", expected "
              + version
              + " as in the file's name");
    }
    return contract;
  }

  /**
   * Loads a contract from a local file, whatever its name.
   *
   * @throws ContractException if there is none, or it is broken
   */
  public static Contract read(Path file) {
    String source = file.toString();
    byte[] bytes =
        bytes(file)
            .orElseThrow(
                () ->
                    ContractException.absent(
                        "There is no contract file " + source + ".", "Check the path."));
    return parse(decode(bytes, source), source);
  }

  private static Optional<byte[]> bytes(Path file) {
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw refused(file.toString(), "cannot be read, check that it is a readable file: " + e);
    }
  }

  /**
   * Parses a contract.
   *
   * @param json the contract's text
   * @param source where it came from, for messages
   * @throws ContractException with all problems, if it is broken
   */
  public static Contract parse(String json, String source) {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      String at =
          e.getLocation() == null
              ? ""
              : " at line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr();
      throw refused(source, "is no JSON" + at + ": " + e.getOriginalMessage());
    }
    if (!(root instanceof ObjectNode object)) {
      throw refused(source, "expected an Avro record schema, {\"type\": \"record\", ...}");
    }
    return new ContractReader(json, sha256(json), source, new Problems(source)).read(object);
  }

  private static Optional<byte[]> resource(String name) {
    try (InputStream stream = Contracts.class.getClassLoader().getResourceAsStream(name)) {
      return stream == null ? Optional.empty() : Optional.of(stream.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + " from the class path", e);
    }
  }

  private static String decode(byte[] bytes, String source) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw refused(source, "is not valid UTF-8; save the file as UTF-8");
    }
  }

  private static String sha256(String json) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static ContractException refused(String source, String problem) {
    Problems problems = new Problems(source);
    problems.add("", problem);
    return problems.exception();
  }
}
