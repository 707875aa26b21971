package io.ledgerlake.transforms.csv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;

/** The grammar of docs/architecture.md, written down as its table, one byte after the other. */
final class ReferenceCsv {

  private enum State {
    FIELD_START,
    UNQUOTED,
    QUOTED,
    QUOTE_IN_QUOTED
  }

  final List<CsvFiles.Row> rows = new ArrayList<>();
  long blankLines;
  long lines;
  boolean unclosed;
  long unclosedOffset;
  long unclosedLine;

  /**
   * @param skip records to leave out, and not to number: 1 for a header
   */
  static ReferenceCsv read(byte[] file, int skip) {
    ReferenceCsv all = new ReferenceCsv();
    all.parse(file);
    if (skip > 0 && !all.rows.isEmpty()) {
      CsvFiles.Row header = all.rows.remove(0);
      all.rows.replaceAll(
          r -> new CsvFiles.Row(r.row() - 1, r.line(), r.offset(), r.fields(), r.raw(), r.fault()));
      all.blankLines -= header.line() - 1;
    }
    return all;
  }

  private void parse(byte[] file) {
    int i = 0;
    long line = 1;
    while (i < file.length) {
      int end = lineEnd(file, i);
      if (end > 0) {
        blankLines++;
        line++;
        i += end;
        continue;
      }
      int start = i;
      long startLine = line;
      boolean stray = false;
      List<String> fields = new ArrayList<>();
      StringBuilder field = new StringBuilder();
      State state = State.FIELD_START;
      while (i < file.length) {
        char c = (char) (file[i] & 0xFF);
        int eol = lineEnd(file, i);
        if (state == State.QUOTED) {
          if (c == '"') {
            state = State.QUOTE_IN_QUOTED;
            i++;
          } else if (eol > 0) {
            field.append(new String(file, i, eol, ISO_8859_1));
            line++;
            i += eol;
          } else {
            field.append(c);
            i++;
          }
          continue;
        }
        if (eol > 0) {
          break;
        }
        i++;
        if (c == ',') {
          fields.add(field.toString());
          field.setLength(0);
          state = State.FIELD_START;
        } else if (state == State.FIELD_START && c == '"') {
          state = State.QUOTED;
          unclosedOffset = i - 1L;
          unclosedLine = line;
        } else if (state == State.QUOTE_IN_QUOTED && c == '"') {
          field.append('"');
          state = State.QUOTED;
        } else {
          stray |= state == State.QUOTE_IN_QUOTED;
          field.append(c);
          state = State.UNQUOTED;
        }
      }
      unclosed = state == State.QUOTED;
      fields.add(field.toString());
      String raw = new String(file, start, i - start, ISO_8859_1);
      rows.add(
          new CsvFiles.Row(
              rows.size() + 1L, startLine, start, fields, raw, stray ? "stray" : null));
      i += lineEnd(file, i);
      line++;
    }
    lines = file.length == 0 ? 0 : line - 1;
    byte last = file.length == 0 ? 0 : file[file.length - 1];
    if (unclosed && (last == '\n' || last == '\r')) {
      lines--;
    }
  }

  private static int lineEnd(byte[] file, int i) {
    if (i >= file.length) {
      return 0;
    }
    if (file[i] == '\n') {
      return 1;
    }
    if (file[i] != '\r') {
      return 0;
    }
    return i + 1 < file.length && file[i + 1] == '\n' ? 2 : 1;
  }
}
