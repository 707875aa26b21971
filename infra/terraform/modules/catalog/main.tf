locals {
  # Iceberg's namespaces, which the pipeline names: one catalog, and so one account, per environment.
  namespaces = {
    processed  = "Good rows"
    quarantine = "Rows that can be mended, with their reasons"
    condemned  = "Rows that are final, such as repeats"
    ledger     = "What became of each file"
    aggregates = "Month-end balances and their like"
  }
}

resource "aws_glue_catalog_database" "this" {
  for_each = local.namespaces

  name        = each.key
  catalog_id  = var.account_id
  description = "LedgerLake: ${each.value}"
}

resource "aws_athena_workgroup" "this" {
  name        = var.name
  description = "LedgerLake: aggregates and analysts"

  configuration {
    # Without it a client's own settings would replace these.
    enforce_workgroup_configuration    = true
    publish_cloudwatch_metrics_enabled = true
    bytes_scanned_cutoff_per_query     = var.scan_limit_bytes

    engine_version {
      selected_engine_version = "Athena engine version 3"
    }

    result_configuration {
      output_location       = var.results_location
      expected_bucket_owner = var.account_id

      encryption_configuration {
        encryption_option = "SSE_KMS"
        kms_key_arn       = var.kms_key_arn
      }
    }
  }
}

resource "aws_athena_prepared_statement" "monthly_totals" {
  for_each = var.totals_queries

  name            = "monthly_totals_${replace(each.key, "-", "_")}"
  description     = "What is published of ${each.key}, by month and currency, after a run"
  workgroup       = aws_athena_workgroup.this.name
  query_statement = each.value
}

# An Iceberg table, as all others; a row per run, dataset, month and currency.
resource "aws_glue_catalog_table" "monthly_totals" {
  name          = "monthly_totals"
  catalog_id    = var.account_id
  database_name = aws_glue_catalog_database.this["aggregates"].name
  table_type    = "EXTERNAL_TABLE"

  open_table_format_input {
    iceberg_input {
      metadata_operation = "CREATE"
      version            = "2"
    }
  }

  storage_descriptor {
    location = "${var.aggregates_location}/monthly_totals"

    dynamic "columns" {
      for_each = [
        ["dataset", "string"],
        ["run_id", "string"],
        ["event_year", "int"],
        ["event_month", "int"],
        ["currency", "string"],
        ["row_count", "bigint"],
        ["amount", "decimal(38,4)"],
      ]

      content {
        name = columns.value[0]
        type = columns.value[1]
      }
    }
  }

  lifecycle {
    # From its creation on it is Iceberg's.
    ignore_changes = [parameters, storage_descriptor, open_table_format_input]
  }
}
