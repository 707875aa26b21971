mock_provider "aws" {}

variables {
  name         = "acme-ledger"
  region       = "eu-central-1"
  account_id   = "111122223333"
  datasets     = { transactions = {} }
  retention    = { mode = "COMPLIANCE", years = 7 }
  jar_key      = "ledgerlake/0.1.0/0123456789abcdef0123456789abcdef01234567/ledgerlake-spark.jar"
  capacity     = { vcpus = 64, memory_gb = 256, disk_gb = 2000 }
  subscribers  = { alarms = ["pager@acme.example"], decisions = ["ledger@acme.example"], reports = [] }
  operators    = ["arn:aws:iam::111122223333:role/people/operator"]
  deleters     = ["arn:aws:iam::111122223333:role/people/records"]
  github       = { repository = "acme/ledgerlake", environment = "production" }
  state_bucket = "acme-terraform-state"
}

run "everything_fits_together" {
  command = plan

  assert {
    condition     = output.lake == "s3://acme-ledger-{zone}" && output.buckets["runs"] == "acme-ledger-runs"
    error_message = "A bucket per zone, which --lake names."
  }

  assert {
    condition     = output.lock_options == ["--objectLockMode=COMPLIANCE", "--objectLockYears=7"]
    error_message = "Single objects are locked as the bucket of raw locks all."
  }

  assert {
    condition     = strcontains(output.spark_parameters, "maxExecutors=8")
    error_message = "A job's executors are capped."
  }
}

run "jar_without_a_commit_is_refused" {
  command = plan

  variables {
    jar_key = "ledgerlake/latest/app.jar"
  }

  expect_failures = [var.jar_key]
}
