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
