package io.ledgerlake.pipeline.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The options of {@code generate}. */
@Group("What is generated")
public interface GenerateOptions extends ConsoleOptions {

  @Description(
      "The kind of feed: transactions, postings, or sample, which is the sample feed that ships and"
          + " takes no other option than --output, a raw folder.")
  @Default.String("transactions")
  String getDataset();

  void setDataset(String dataset);

  @Description("How many data rows in all.")
  @Default.Long(100_000)
  long getRows();

  void setRows(long rows);

  @Description(
      "Where to: a file (its ending says whether it is compressed: .csv, .csv.gz, .csv.zst), or a"
          + " folder in which the files are numbered.")
  @Default.String("./generated")
  String getOutput();

  void setOutput(String output);

  @Description("How many files the rows are spread over, in equal parts. More than 1: a folder.")
  @Default.Integer(1)
  int getFiles();

  void setFiles(int files);

  @Description("How the files of a folder are stored: none, gzip or zstd.")
  @Default.String("none")
  String getCompression();

  void setCompression(String compression);

  @Description("Also write each file's control file, <name>.ctl.json: its rows, and its sums.")
  @Default.Boolean(false)
  boolean getControl();

  void setControl(boolean control);

  @Description("The same seed and options always give the same bytes.")
  @Default.Long(1)
  long getSeed();

  void setSeed(long seed);

  @Description("Share of rows that repeat an earlier row byte for byte, 0 to 1.")
  @Default.String("0.02")
  String getDuplicates();

  void setDuplicates(String share);

  @Description("Share of rows that bring an earlier row's key with other content, 0 to 1.")
  @Default.String("0")
  String getConflicts();

  void setConflicts(String share);

  @Description(
      "Share of rows that all bring one and the same key, with content of their own, 0 to 1.")
  @Default.String("0")
  String getHotKey();

  void setHotKey(String share);

  @Description("Share of rows with a fault, all kinds of row fault in turn, 0 to 1.")
  @Default.String("0.02")
  String getFaults();

  void setFaults(String share);

  @Description("Share of rows whose fields are quoted, 0 to 1.")
  @Default.String("0")
  String getQuoted();

  void setQuoted(String share);

  @Description(
      "How keys are given out: RISING like a counter's, or RANDOM like those of many hosts.")
  @Default.Enum("RISING")
  Keys getKeys();

  void setKeys(Keys keys);

  @Description("The first day of the feed (YYYY-MM-DD).")
  @Default.String("2024-01-01")
  String getFirstDate();

  void setFirstDate(String firstDate);

  @Description("How many months the rows are spread over.")
  @Default.Integer(3)
  int getMonths();

  void setMonths(int months);

  @Description("ISO 4217 codes of the amounts, with commas between; the first is the commonest.")
  @Default.String("EUR,USD,GBP,CHF,SEK,PLN,JPY")
  String getCurrencies();

  void setCurrencies(String currencies);

  @Description("How many customers (or accounts) the rows are spread over.")
  @Default.Integer(100_000)
  int getCustomers();

  void setCustomers(int customers);

  @Description("How lines end: LF or CRLF.")
  @Default.Enum("LF")
  LineEnd getLineEnd();

  void setLineEnd(LineEnd lineEnd);

  /** How keys are given out. */
  enum Keys {
    RISING,
    RANDOM
  }

  /** How lines end. */
  enum LineEnd {
    LF,
    CRLF
  }
}
