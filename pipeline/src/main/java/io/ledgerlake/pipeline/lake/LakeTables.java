package io.ledgerlake.pipeline.lake;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Field;
import io.ledgerlake.schemas.contract.FieldType;
import io.ledgerlake.transforms.zone.Zone;
import io.ledgerlake.transforms.zone.ZoneColumns;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The Iceberg tables of a dataset: one per zone, named {@code <zone>.<dataset>}, and the file
 * ledger, {@code ledger.<dataset>}.
 *
 * <p>Format version 2. Processed rows are partitioned by the month of their event time in UTC, the
 * others by the day of {@code ingested_at}. Nothing of a table's past is ever deleted by an
 * engine's housekeeping ({@code gc.enabled=false}, and old metadata files stay): it knows neither
 * which snapshots are of a closed month or compared with by a plan, nor that data files of a run
 * that is decided but not yet committed are no orphans. {@code compact} knows, and expires
 * snapshots by policy; see {@code docs/decisions/0007-who-expires-snapshots.md}.
 */
public final class LakeTables {

  /** Partition field of the tables of rejects. */
  static final String INGEST_DATE = "ingest_date";

  /** Table property: the dataset. */
  static final String DATASET = "ledgerlake.dataset";

  /** Table property: version of the contract that the table's columns follow. */
  static final String CONTRACT_VERSION = "ledgerlake.contract-version";

  /** Table property: hash of that contract. */
  static final String CONTRACT_SHA256 = "ledgerlake.contract-sha256";

  /** Each commit adds a manifest, and whoever plans reads all of them: so many are merged. */
  private static final int MOST_MANIFESTS = 10;

  private final Catalog catalog;
  private final LakeLayout layout;
  private final String dataset;

  private LakeTables(Catalog catalog, LakeLayout layout, String dataset) {
    this.catalog = catalog;
    this.layout = layout;
    this.dataset = dataset;
  }

  /** Returns the tables of a dataset; they need not exist yet. */
  public static LakeTables of(Catalog catalog, LakeLayout layout, String dataset) {
    return new LakeTables(catalog, layout, dataset);
  }

  /** Returns the dataset's name. */
  public String dataset() {
    return dataset;
  }

  /**
   * Returns the Parquet message type, with Iceberg field ids, that the files of each zone must be
   * written with, by zone folder name. Writes nothing: of a table that does not exist yet, or lacks
   * columns, it is what {@link #prepare} will make of it.
   *
   * @throws LakeException if a table does not fit the contract
   */
  public Map<String, String> zoneSchemas(Contract contract) {
    Map<String, String> schemas = new TreeMap<>();
    for (Zone zone : Zone.values()) {
      Schema planned = zoneSchema(contract, zone);
      schemas.put(zone.folder(), ParquetSchemaUtil.convert(planned, zone.folder()).toString());
    }
    return schemas;
  }

  /**
   * Returns the columns of a zone's table as {@link #prepare} will make them of what is there. A
   * column that is still to come has an id that no file has.
   *
   * @throws LakeException if the table does not fit the contract
   */
  public Schema zoneSchema(Contract contract, Zone zone) {
    Schema wanted = newZoneSchema(contract, zone);
    return find(id(zone.folder()))
        .map(table -> additions(table, id(zone.folder()), wanted).apply())
        .orElse(wanted);
  }

  /**
   * Creates the tables that do not exist, adds optional columns that are new in the contract, and
   * notes the contract in the tables' properties. Repeating it changes nothing.
   *
   * @throws LakeException if a table does not fit the contract
   */
  public void prepare(Contract contract) {
    for (Zone zone : Zone.values()) {
      Schema schema = newZoneSchema(contract, zone);
      prepare(
          id(zone.folder()),
          layout.table(zone, dataset),
          schema,
          zoneSpec(contract, zone, schema),
          zoneProperties(contract, zone));
    }
    Schema ledger = FileLedger.schema(sumScale(contract));
    prepare(
        id(LakeLayout.LEDGER),
        layout.ledger(dataset),
        ledger,
        PartitionSpec.unpartitioned(),
        properties(contract));
  }

  /**
   * Loads a zone's table.
   *
   * @throws LakeException if there is none
   */
  public Table zone(Zone zone) {
    return load(id(zone.folder()));
  }

  /** Loads a zone's table, or returns nothing when there is none yet. */
  public Optional<Table> findZone(Zone zone) {
    return find(id(zone.folder()));
  }

  /**
   * Loads the file ledger's table.
   *
   * @throws LakeException if there is none
   */
  public Table ledger() {
    return load(id(LakeLayout.LEDGER));
  }

  /** Loads the file ledger's table, or returns nothing when nothing was ever ingested. */
  public Optional<Table> findLedger() {
    return find(id(LakeLayout.LEDGER));
  }

  /** Loads one of the dataset's aggregates, or returns nothing when nothing was ever written. */
  Optional<Table> findAggregate(String name) {
    return find(aggregateId(name));
  }

  /** Returns the names of all datasets that the catalog has a file ledger of, in order. */
  public List<String> datasets() {
    Namespace ledgers = Namespace.of(LakeLayout.LEDGER);
    if (catalog instanceof SupportsNamespaces namespaces && !namespaces.namespaceExists(ledgers)) {
      return List.of();
    }
    return catalog.listTables(ledgers).stream().map(TableIdentifier::name).sorted().toList();
  }

  /** Loads one of the dataset's aggregates, and creates its table if need be. */
  Table aggregate(String name, Schema schema, PartitionSpec spec, Map<String, String> properties) {
    TableIdentifier id = aggregateId(name);
    return find(id)
        .orElseGet(() -> create(id, layout.aggregate(dataset, name), schema, spec, properties));
  }

  /** A path-based catalog has a table where its name says; others know one level of namespaces. */
  private TableIdentifier aggregateId(String name) {
    return catalog instanceof HadoopCatalog
        ? TableIdentifier.of(Namespace.of(LakeLayout.AGGREGATES, dataset), name)
        : TableIdentifier.of(Namespace.of(LakeLayout.AGGREGATES), dataset + "_" + name);
  }

  private Table load(TableIdentifier id) {
    return find(id)
        .orElseThrow(
            () ->
                new LakeException(
                    "There is no table " + id + " in the catalog",
                    "Check --lake and --catalog; the first ingest of a dataset creates its tables"));
  }

  private Optional<Table> find(TableIdentifier id) {
    try {
      return Optional.of(catalog.loadTable(id));
    } catch (NoSuchTableException e) {
      return Optional.empty();
    }
  }

  private TableIdentifier id(String namespace) {
    return TableIdentifier.of(Namespace.of(namespace), dataset);
  }

  private void prepare(
      TableIdentifier id,
      String location,
      Schema schema,
      PartitionSpec spec,
      Map<String, String> properties) {
    Table table = find(id).orElseGet(() -> create(id, location, schema, spec, properties));
    requireSamePartitions(id, table.spec(), spec);
    UpdateSchema additions = additions(table, id, schema);
    if (!additions.apply().sameSchema(table.schema())) {
      additions.commit();
    }
    UpdateProperties update = table.updateProperties();
    boolean changed = false;
    for (Map.Entry<String, String> property : properties.entrySet()) {
      if (!property.getValue().equals(table.properties().get(property.getKey()))) {
        update.set(property.getKey(), property.getValue());
        changed = true;
      }
    }
    if (changed) {
      update.commit();
    }
  }

  private Table create(
      TableIdentifier id,
      String location,
      Schema schema,
      PartitionSpec spec,
      Map<String, String> properties) {
    createNamespace(id.namespace());
    try {
      return catalog
          .buildTable(id, schema)
          .withPartitionSpec(spec)
          .withLocation(location)
          .withProperties(properties)
          .create();
    } catch (AlreadyExistsException e) {
      // Another run of the dataset has created it since we looked.
      return catalog.loadTable(id);
    }
  }

  private void createNamespace(Namespace namespace) {
    if (catalog instanceof SupportsNamespaces namespaces
        && !namespaces.namespaceExists(namespace)) {
      try {
        namespaces.createNamespace(namespace);
      } catch (AlreadyExistsException e) {
        // Another run has created it since we looked: that is what was wanted.
        return;
      }
    }
  }

  private static UpdateSchema additions(Table table, TableIdentifier id, Schema wanted) {
    UpdateSchema update = table.updateSchema();
    for (NestedField field : SchemaMatch.missing(id.toString(), table.schema(), wanted)) {
      update.addColumn(field.name(), field.type(), field.doc());
    }
    return update;
  }

  private static void requireSamePartitions(
      TableIdentifier id, PartitionSpec has, PartitionSpec wants) {
    if (!partitions(has).equals(partitions(wants))) {
      throw LakeException.badInput(
          "The table "
              + id
              + " is partitioned by "
              + partitions(has)
              + ", and the contract asks for "
              + partitions(wants),
          "Keep the contract's event time, or ingest under the name of a new dataset beside this"
              + " one");
    }
  }

  private static List<String> partitions(PartitionSpec spec) {
    return spec.fields().stream().map(field -> partition(spec, field)).toList();
  }

  private static String partition(PartitionSpec spec, PartitionField field) {
    return field.transform() + "(" + spec.schema().findColumnName(field.sourceId()) + ")";
  }

  static Schema newZoneSchema(Contract contract, Zone zone) {
    return ZoneSchemas.of(ZoneColumns.of(contract, zone));
  }

  static PartitionSpec zoneSpec(Contract contract, Zone zone, Schema schema) {
    PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
    return zone == Zone.PROCESSED
        ? spec.month(contract.eventTime(), contract.eventTime() + "_month").build()
        : spec.day(ZoneColumns.INGESTED_AT, INGEST_DATE).build();
  }

  private static Map<String, String> zoneProperties(Contract contract, Zone zone) {
    Map<String, String> properties = properties(contract);
    // Bounds are cut to 16 characters unless told otherwise, which prunes nothing among keys that
    // begin alike.
    contract.key().forEach(key -> fullMetrics(properties, key));
    fullMetrics(properties, contract.eventTime());
    fullMetrics(properties, ZoneColumns.SOURCE_FILE);
    if (zone != Zone.PROCESSED) {
      // Bounds would put the first bytes of somebody's record into the table's metadata.
      properties.put(
          TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX + ZoneColumns.RAW_RECORD, "counts");
    }
    return properties;
  }

  private static void fullMetrics(Map<String, String> properties, String column) {
    properties.put(TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX + column, "full");
  }

  static Map<String, String> properties(Contract contract) {
    Map<String, String> properties = new TreeMap<>();
    properties.put(TableProperties.FORMAT_VERSION, "2");
    properties.put(TableProperties.DEFAULT_FILE_FORMAT, "parquet");
    properties.put(TableProperties.PARQUET_COMPRESSION, "zstd");
    properties.put(TableProperties.MANIFEST_MIN_MERGE_COUNT, Integer.toString(MOST_MANIFESTS));
    properties.put(TableProperties.GC_ENABLED, "false");
    properties.put(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "false");
    properties.put(DATASET, contract.dataset());
    properties.put(CONTRACT_VERSION, Integer.toString(contract.version()));
    properties.put(CONTRACT_SHA256, contract.sha256());
    return properties;
  }

  /** Sums keep every decimal that the amount field has. */
  static int sumScale(Contract contract) {
    Optional<Field> amount = contract.amount().map(contract::field);
    return amount.isPresent() && amount.get().type() instanceof FieldType.Decimal decimal
        ? decimal.scale()
        : 0;
  }
}
