package io.ledgerlake.pipeline.publish;

import io.ledgerlake.pipeline.plan.FileId;
import io.ledgerlake.pipeline.plan.Rejections;
import io.ledgerlake.pipeline.publish.JournalEntry.Kind;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds in the journal which contents of corrected files people have rejected. */
public final class RejectedContents {

  private RejectedContents() {}

  /**
   * Returns the contents that rejected runs had asked about. A run that was rejected when it waited
   * for an approval says nothing of one file, and its files are free.
   *
   * @param entries all entries of the publisher's journal
   */
  public static Rejections of(Publisher publisher, List<Journal.Link> entries) throws IOException {
    Map<String, Rejections.Rejection> byFileId = new HashMap<>();
    for (Journal.Link link : entries) {
      JournalEntry entry = link.entry();
      if (entry.kind() == Kind.REJECT) {
        Manifest manifest = publisher.load(entry);
        if (manifest.isQuestion()) {
          JournalEntry.Person person = entry.person();
          Rejections.Rejection rejection =
              new Rejections.Rejection(
                  entry.seq(), entry.runId(), person.by(), person.at(), person.why());
          for (Manifest.Skipped file : manifest.skipped()) {
            byFileId.put(FileId.of(file.path(), file.sha256()), rejection);
          }
        }
      }
    }
    return new Rejections(byFileId);
  }
}
