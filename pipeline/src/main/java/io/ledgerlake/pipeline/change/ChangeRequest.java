package io.ledgerlake.pipeline.change;

import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.publish.JournalEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What every change to a lake needs to know.
 *
 * @param layout where everything of the lake lies
 * @param storage the storage it is on
 * @param tables the dataset's tables
 * @param runId the id of the run that makes the change; it names the data files that are written
 * @param at the run's logical time
 * @param codeVersion version of LedgerLake
 * @param person who decides, and why; nobody for housekeeping
 * @param patience how long to wait for another run that is held
 */
public record ChangeRequest(
    LakeLayout layout,
    LakeStorage storage,
    LakeTables tables,
    String runId,
    Instant at,
    String codeVersion,
    Optional<JournalEntry.Person> person,
    Duration patience) {}
