mock_provider "aws" {}

variables {
  name         = "acme-ledger-prod"
  region       = "eu-central-1"
  account_id   = "111122223333"
  datasets     = { transactions = {}, postings = { options = ["--contract=s3://acme/postings.avsc"] } }
  jar_key      = "ledgerlake/0.1.0/0123456789abcdef0123456789abcdef01234567/ledgerlake-spark.jar"
  subscribers  = { alarms = ["pager@acme.example"], decisions = ["ledger@acme.example"], reports = [] }
  operators    = ["arn:aws:iam::111122223333:role/people/operator"]
  deleters     = ["arn:aws:iam::111122223333:role/people/records"]
  github       = { repository = "acme/ledgerlake", environment = "production" }
  state_bucket = "acme-terraform-state"
}

run "prod" {
  command = plan

  assert {
    condition     = output.stack.retention == { mode = "COMPLIANCE", years = 7 }
    error_message = "Production keeps seven years, whoever asks, and runs every night."
  }

  assert {
    condition     = output.stack.schedules["transactions"] == "cron(0 2 * * ? *) UTC ENABLED"
    error_message = "Production keeps seven years, whoever asks, and runs every night."
  }

  assert {
    condition     = strcontains(output.stack.spark_parameters, "maxExecutors=8")
    error_message = "The cap is that of the environment."
  }
}
