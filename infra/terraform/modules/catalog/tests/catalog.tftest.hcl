mock_provider "aws" {}

variables {
  name             = "acme-ledger"
  account_id       = "111122223333"
  results_location = "s3://acme-ledger-scratch/athena/"
  kms_key_arn      = "arn:aws:kms:eu-central-1:111122223333:key/example"

  aggregates_location = "s3://acme-ledger-aggregates"
  totals_queries      = { card-payments = "INSERT INTO aggregates.monthly_totals SELECT ?" }
}

run "each_dataset_has_its_statement" {
  command = plan

  assert {
    condition     = aws_athena_prepared_statement.monthly_totals["card-payments"].name == "monthly_totals_card_payments"
    error_message = "The state machine executes it by this name."
  }
}

run "statement_without_a_run_is_refused" {
  command = plan

  variables {
    totals_queries = { transactions = "SELECT 1" }
  }

  expect_failures = [var.totals_queries]
}

run "queries_are_limited_and_encrypted" {
  command = plan

  assert {
    condition     = aws_athena_workgroup.this.configuration[0].bytes_scanned_cutoff_per_query == 107374182400
    error_message = "A query may read at most 100 GiB."
  }

  assert {
    condition     = aws_athena_workgroup.this.configuration[0].enforce_workgroup_configuration
    error_message = "A client must not be able to lift the limit."
  }

  assert {
    condition     = aws_athena_workgroup.this.configuration[0].result_configuration[0].encryption_configuration[0].encryption_option == "SSE_KMS"
    error_message = "Results are encrypted with our key."
  }
}

run "namespaces_are_those_of_the_pipeline" {
  command = plan

  assert {
    condition     = toset(keys(aws_glue_catalog_database.this)) == toset(["processed", "quarantine", "condemned", "ledger", "aggregates"])
    error_message = "The pipeline's namespaces, one database each."
  }
}

run "limit_too_low_is_refused" {
  command = plan

  variables {
    scan_limit_bytes = 1000
  }

  expect_failures = [var.scan_limit_bytes]
}
