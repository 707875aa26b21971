mock_provider "aws" {}

variables {
  name        = "acme-ledger"
  capacity    = { vcpus = 64, memory_gb = 256, disk_gb = 2000 }
  log_uri     = "s3://acme-ledger-scratch/logs/"
  kms_key_arn = "arn:aws:kms:eu-central-1:111122223333:key/example"
}

run "capacity_is_capped" {
  command = plan

  assert {
    condition     = aws_emrserverless_application.this.maximum_capacity[0].cpu == "64 vCPU" && aws_emrserverless_application.this.maximum_capacity[0].memory == "256 GB"
    error_message = "What a night can use is capped."
  }

  assert {
    condition     = length(aws_emrserverless_application.this.initial_capacity) == 0 && aws_emrserverless_application.this.auto_stop_configuration[0].idle_timeout_minutes == 5
    error_message = "Nothing is paid for while nothing runs."
  }

  assert {
    condition     = aws_emrserverless_application.this.scheduler_configuration[0].max_concurrent_runs == 4
    error_message = "Jobs wait for each other instead of outgrowing the cap."
  }
}

run "logs_are_encrypted" {
  command = plan

  assert {
    condition     = aws_emrserverless_application.this.monitoring_configuration[0].s3_monitoring_configuration[0].encryption_key_arn == var.kms_key_arn
    error_message = "Logs are encrypted with our key."
  }
}

run "absurd_capacity_is_refused" {
  command = plan

  variables {
    capacity = { vcpus = 4000, memory_gb = 256, disk_gb = 2000 }
  }

  expect_failures = [var.capacity]
}

run "another_spark_is_refused" {
  command = plan

  variables {
    release_label = "emr-6.15.0"
  }

  expect_failures = [var.release_label]
}
