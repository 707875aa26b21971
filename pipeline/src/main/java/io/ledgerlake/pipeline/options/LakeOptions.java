package io.ledgerlake.pipeline.options;

import java.util.List;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** Which lake, and which dataset of it. */
@Group("The lake")
public interface LakeOptions extends S3LakeOptions {

  @Description(
      "Where the lake is: a local folder, s3://bucket/prefix, or with {zone} in it for a bucket per"
          + " zone (s3://acme-{zone}).")
  @Default.String("./lake")
  String getLake();

  void setLake(String lake);

  @Description("The dataset: one kind of feed, described by one contract.")
  @Default.String("transactions")
  String getDataset();

  void setDataset(String dataset);

  @Description(
      "The contract file that describes the dataset: a path or s3:// URI of a .avsc file, or of a"
          + " folder of them. Without it, the contract of that dataset that ships.")
  String getContract();

  void setContract(String contract);

  @Description(
      "The Iceberg catalog that knows the tables: hadoop (a local folder needs no more), glue, rest"
          + " or jdbc. Without it: hadoop in a local folder, glue on s3://.")
  String getCatalog();

  void setCatalog(String catalog);

  @Description(
      "A property of the catalog, as key=value; repeat the option for more. Passed to Iceberg as it"
          + " is, for example --catalogProperty=uri=https://catalog.example/.")
  List<String> getCatalogProperty();

  void setCatalogProperty(List<String> properties);
}
