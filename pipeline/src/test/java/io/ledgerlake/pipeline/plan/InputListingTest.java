package io.ledgerlake.pipeline.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputListingTest {

  @TempDir private Path folder;

  @BeforeEach
  void fillFolders() throws IOException {
    for (String file :
        List.of(
            "raw/ingest_date=2024-03-30/b.csv",
            "raw/ingest_date=2024-03-31/a.csv",
            "raw/ingest_date=2024-03-31/B.csv.gz",
            "raw/ingest_date=2024-03-31/a.csv.ctl.json",
            "raw/ingest_date=2024-03-31/notes.txt",
            "raw/ingest_date=2024-03-31/.a.csv",
            "drop/one.csv",
            "drop/one.csv.ctl.json",
            "drop/sub/two.csv.zst")) {
      Path path = folder.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, "x");
    }
  }

  @Test
  void listsTheRawFolderInByteOrderOfPaths() throws IOException {
    InputListing listing = list(Optional.empty());

    assertThat(paths(listing))
        .containsExactly(
            "ingest_date=2024-03-30/b.csv",
            "ingest_date=2024-03-31/B.csv.gz",
            "ingest_date=2024-03-31/a.csv");
    assertThat(listing.controls()).containsOnlyKeys("ingest_date=2024-03-31/a.csv");
    assertThat(listing.ignored())
        .containsExactly("ingest_date=2024-03-31/.a.csv", "ingest_date=2024-03-31/notes.txt");
  }

  @Test
  void keepsToOneIngestDate() throws IOException {
    assertThat(paths(list(Optional.of("2024-03-30"))))
        .containsExactly("ingest_date=2024-03-30/b.csv");
  }

  @Test
  void takesPathsBelowANamedFolder() throws IOException {
    assertThat(paths(list(Optional.empty(), "drop/")))
        .containsExactly("one.csv", "sub/two.csv.zst");
  }

  @Test
  void takesANamedFileWithItsControlFile() throws IOException {
    InputListing listing = list(Optional.empty(), "drop/one.csv");

    assertThat(paths(listing)).containsExactly("one.csv");
    assertThat(listing.controls()).containsOnlyKeys("one.csv");
  }

  @Test
  void takesPathsBelowThePartOfAPatternWithoutWildcards() throws IOException {
    assertThat(paths(list(Optional.empty(), "drop/s*/*.csv*"))).containsExactly("sub/two.csv.zst");
  }

  @Test
  void givesAFileOfTheRawFolderTheSamePathHoweverItIsNamed() throws IOException {
    assertThat(paths(list(Optional.empty(), "raw/ingest_date=2024-03-31/a.csv")))
        .containsExactly("ingest_date=2024-03-31/a.csv");
  }

  @Test
  void refusesTwoFilesThatWouldHaveTheSamePath() throws IOException {
    Files.createDirectories(folder.resolve("other"));
    Files.writeString(folder.resolve("other/one.csv"), "y");

    assertThatThrownBy(() -> list(Optional.empty(), "drop/one.csv", "other/one.csv"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Two inputs have the same path one.csv");
  }

  @Test
  void namesExpectedFilesThatAreMissing() throws IOException {
    InputListing listing = list(Optional.empty());

    assertThat(InputListing.missing(listing, List.of("a.csv*", "cards-*.csv")))
        .containsExactly("cards-*.csv");
  }

  private InputListing list(Optional<String> date, String... inputs) throws IOException {
    List<String> absolute = List.of(inputs).stream().map(input -> folder + "/" + input).toList();
    try (LakeStorage storage = LakeStorage.of(folder.toString())) {
      return InputListing.of(storage, new InputListing.Request(folder + "/raw", absolute, date));
    }
  }

  private static List<String> paths(InputListing listing) {
    return listing.files().stream().map(StoredFile::path).toList();
  }
}
