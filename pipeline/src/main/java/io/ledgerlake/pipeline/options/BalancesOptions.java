package io.ledgerlake.pipeline.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The options of {@code balances}. */
@Group("Which balances")
public interface BalancesOptions extends LakeOptions, ConsoleOptions, QueryOptions {

  @Description("The first month (YYYY-MM).")
  String getFrom();

  void setFrom(String month);

  @Description("The last month (YYYY-MM). Without it: the first.")
  String getTo();

  void setTo(String month);

  @Description("Only this account.")
  String getAccount();

  void setAccount(String account);

  @Description(
      "Leave a month without postings empty, instead of carrying the balance before it forward.")
  @Default.Boolean(false)
  boolean getStrict();

  void setStrict(boolean strict);

  @Description(
      "How balances are written: TABLE for people, with what is still in quarantine; CSV and JSON"
          + " for machines.")
  @Default.Enum("TABLE")
  OutputFormat getFormat();

  void setFormat(OutputFormat format);

  @Description("Print the query, to paste into Athena, instead of running it here.")
  @Default.Boolean(false)
  boolean getPrintSql();

  void setPrintSql(boolean printSql);
}
