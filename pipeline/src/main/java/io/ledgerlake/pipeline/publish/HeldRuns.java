package io.ledgerlake.pipeline.publish;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.publish.JournalEntry.Kind;
import io.ledgerlake.pipeline.publish.JournalEntry.Person;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Settles runs that wait for a person. Of any number of people who decide at once, one does; the
 * others are told what was decided. Repeating a decision changes nothing.
 */
public final class HeldRuns {

  private final Publisher publisher;

  private HeldRuns(Publisher publisher) {
    this.publisher = publisher;
  }

  /** Returns the held runs of a dataset. */
  public static HeldRuns of(Publisher publisher) {
    return new HeldRuns(publisher);
  }

  /**
   * A run that a person has settled.
   *
   * @param manifest its manifest
   * @param entry the decision
   * @param now whether it was taken by this call
   */
  public record Settled(Manifest manifest, JournalEntry entry, boolean now) {}

  /**
   * Publishes a held run.
   *
   * @param person who says so; somebody else than who started the run
   * @throws UserError if the run is not held, was rejected, or was started by the same person
   */
  public Settled approve(String runId, Person person) throws IOException {
    return settle(Kind.APPROVE, runId, person);
  }

  /**
   * Gives a held run up. Its files are free for another run.
   *
   * @param person who says so; may be who started it
   * @throws UserError if the run is not held, or is published
   */
  public Settled reject(String runId, Person person) throws IOException {
    return settle(Kind.REJECT, runId, person);
  }

  private Settled settle(Kind kind, String runId, Person person) throws IOException {
    while (true) {
      publisher.finish();
      Journal.Link last = last(runId);
      if (last.entry().kind() != Kind.HOLD) {
        Manifest settled = publisher.load(last.entry());
        requireSame(kind, last.entry(), settled);
        return new Settled(settled, last.entry(), false);
      }
      Manifest manifest = publisher.load(last.entry());
      if (kind == Kind.APPROVE && manifest.isQuestion()) {
        throw new UserError(
            "Run "
                + runId
                + " is held because published names came with other content, and an approval does"
                + " not say what becomes of them.",
            HeldException.choose(runId));
      }
      if (kind == Kind.APPROVE) {
        requireAnother(last.entry(), person);
      }
      if (publisher.decide(kind, manifest, Optional.of(last), Optional.of(person))
          instanceof Journal.Decided decided) {
        if (kind.isCarriedOut()) {
          publisher.publish(decided.link());
        }
        return new Settled(manifest, decided.link().entry(), true);
      }
    }
  }

  private Journal.Link last(String runId) throws IOException {
    List<Journal.Link> entries = publisher.journal().entries();
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (entries.get(i).entry().runId().equals(runId)) {
        return entries.get(i);
      }
    }
    throw new UserError(
        "Run " + runId + " is not held: the journal knows nothing of it.",
        publisher
            .held()
            .map(held -> "The run that is held is " + held.entry().runId() + ".")
            .orElse("No run of this dataset is held now; ./ledgerlake runs lists its runs."));
  }

  /** Returns what can be done about the files of a run that was rejected. */
  public static String afterRejection(Manifest manifest) {
    return manifest.isQuestion()
        ? "Ingest its files under another --runId: the content that was rejected is refused then,"
            + " unless --corrected=replace or --corrected=add takes it in."
        : "Its files are free: ingest them under another --runId.";
  }

  private static void requireSame(Kind wanted, JournalEntry decided, Manifest manifest) {
    if (decided.kind() == wanted) {
      return;
    }
    String how =
        switch (decided.kind()) {
          case REJECT -> "was rejected by " + said(decided.person());
          case APPROVE -> "was approved by " + said(decided.person()) + " and is published";
          default -> "is published without having been held";
        };
    throw new UserError(
        "Run " + decided.runId() + " " + how + ".",
        decided.kind() == Kind.REJECT
            ? afterRejection(manifest)
            : "./ledgerlake show " + decided.runId() + " shows it.");
  }

  private static String said(Person person) {
    return person.by() + " at " + person.at() + " (" + person.why() + ")";
  }

  private static void requireAnother(JournalEntry hold, Person person) {
    if (hold.person().by().equals(person.by())) {
      throw new UserError(
          "Run " + hold.runId() + " was started by " + person.by() + ", who cannot approve it too.",
          "Ask somebody else to approve it; ./ledgerlake reject gives it up.");
    }
  }
}
