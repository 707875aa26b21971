package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.lake.FileEntry;
import io.ledgerlake.pipeline.lake.LakeException;
import io.ledgerlake.pipeline.lake.PublishedFiles;
import io.ledgerlake.pipeline.plan.ReplayPlan;
import io.ledgerlake.pipeline.publish.CanonicalJson;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.transforms.zone.WrittenFile;
import io.ledgerlake.transforms.zone.Zone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;

/** Puts together the manifest of a replay whose books balance. */
final class ReplayManifests {

  private ReplayManifests() {}

  /**
   * Returns the manifest.
   *
   * @param published the file ledger
   * @throws LakeException if the ledger does not know a file whose rows were evaluated
   */
  static Manifest of(
      ReplayPlan plan,
      Contract contract,
      ReplayBooks books,
      List<WrittenFile> dataFiles,
      PublishedFiles published) {
    List<Manifest.Move> moves = new ArrayList<>();
    for (ReplayedFile file : books.files()) {
      moves.add(move(file, published));
    }
    moves.addAll(Moves.closed(books.closed(), published));
    return new Manifest(
        Manifest.FORMAT,
        Manifest.Kind.REPLAY,
        plan.runId(),
        plan.dataset(),
        Instant.parse(plan.ingestedAt()),
        new Manifest.ContractRef(contract.dataset(), contract.version(), contract.sha256()),
        plan.currencyTable(),
        plan.codeVersion(),
        DigestUtils.sha256Hex(CanonicalJson.write(plan)),
        List.of(),
        List.of(),
        List.of(),
        dataFiles.stream().map(Manifests::dataFile).toList(),
        List.of(),
        moves,
        Manifest.Outcomes.NONE,
        books.processedSums(),
        new Manifest.Books(true, books.files().size(), 0));
  }

  private static Manifest.Move move(ReplayedFile file, PublishedFiles published) {
    FileEntry entry =
        published.current().stream()
            .filter(known -> known.fileId().equals(file.fileId()))
            .findFirst()
            .orElseThrow(
                () ->
                    new LakeException(
                        "Quarantine has rows of "
                            + file.path()
                            + " (file id "
                            + file.fileId()
                            + "), which the file ledger does not list as ingested",
                        "Run verify; the ledger and the tables do not fit together"));
    return new Manifest.Move(
        entry.path(),
        entry.fileId(),
        entry.sha256(),
        entry.bytes(),
        false,
        file.moved(),
        file.movedSums(),
        file.stored(Zone.PROCESSED).sums());
  }
}
