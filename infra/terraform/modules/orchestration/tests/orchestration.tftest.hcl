mock_provider "aws" {}

variables {
  name       = "acme-ledger"
  region     = "eu-central-1"
  account_id = "111122223333"
  datasets = {
    transactions = {}
    postings     = { schedule = "cron(30 3 * * ? *)", options = ["--contract=s3://acme-ledger-artifacts/contracts/postings.avsc"] }
  }
  job = {
    application_id   = "00example"
    role_arn         = "arn:aws:iam::111122223333:role/acme-ledger-job"
    jar_uri          = "s3://acme-ledger-artifacts/ledgerlake/1/app.jar"
    lake             = "s3://acme-ledger-{zone}"
    options          = ["--catalog=glue", "--objectLockMode=COMPLIANCE", "--objectLockYears=7"]
    spark_parameters = "--conf spark.driver.cores=2"
    log_uri          = "s3://acme-ledger-scratch/logs/"
  }
  runs_bucket = "acme-ledger-runs"
  kms_key_arn = "arn:aws:kms:eu-central-1:111122223333:key/example"
  role_arns = {
    daily     = "arn:aws:iam::111122223333:role/acme-ledger-daily"
    ingest    = "arn:aws:iam::111122223333:role/acme-ledger-ingest"
    backfill  = "arn:aws:iam::111122223333:role/acme-ledger-backfill"
    scheduler = "arn:aws:iam::111122223333:role/acme-ledger-scheduler"
  }
  topic_arns = {
    decisions = "arn:aws:sns:eu-central-1:111122223333:acme-ledger-decisions"
    reports   = "arn:aws:sns:eu-central-1:111122223333:acme-ledger-reports"
  }
  athena_workgroup = "acme-ledger"
}

run "nightly_at_two_utc" {
  command = plan

  assert {
    condition     = aws_scheduler_schedule.this["transactions"].schedule_expression == "cron(0 2 * * ? *)" && aws_scheduler_schedule.this["transactions"].schedule_expression_timezone == "UTC"
    error_message = "The night begins at 02:00 UTC."
  }

  assert {
    condition     = aws_scheduler_schedule.this["postings"].schedule_expression == "cron(30 3 * * ? *)"
    error_message = "A dataset may have its own time."
  }

  assert {
    condition     = jsondecode(aws_scheduler_schedule.this["transactions"].target[0].input).scheduledTime == "<aws.scheduler.scheduled-time>" && strcontains(aws_scheduler_schedule.this["transactions"].target[0].input, "<aws.scheduler.scheduled-time>")
    error_message = "The run's date comes from the schedule's time, whose placeholder must stand there as it is."
  }

  assert {
    condition     = aws_scheduler_schedule.this["transactions"].target[0].retry_policy[0].maximum_event_age_in_seconds == 3600 && length(aws_scheduler_schedule.this["transactions"].target[0].dead_letter_config) == 1
    error_message = "A start that cannot be delivered within an hour goes to the queue that alarms."
  }
}

run "three_attempts_at_faults_and_none_at_verdicts" {
  command = plan

  assert {
    condition     = jsondecode(aws_sfn_state_machine.ingest.definition).States.RunJob.Retry == [{ ErrorEquals = ["States.TaskFailed"], IntervalSeconds = 60, BackoffRate = 2, MaxDelaySeconds = 600, JitterStrategy = "FULL", MaxAttempts = 2 }]
    error_message = "Two retries make three attempts, with a growing wait."
  }

  assert {
    condition     = !can(jsondecode(aws_sfn_state_machine.ingest.definition).States.RunJob.Catch)
    error_message = "A caught fault could not be redriven."
  }

  assert {
    condition     = jsondecode(aws_sfn_state_machine.ingest.definition).States.Verdict.Type == "Choice"
    error_message = "Verdicts are chosen by, not tried again."
  }
}

run "what_is_final_is_locked" {
  command = plan

  assert {
    condition     = strcontains(jsondecode(aws_sfn_state_machine.ingest.definition).States.RunJob.Arguments.JobDriver.SparkSubmit.EntryPointArguments, "'--objectLockMode=COMPLIANCE', '--objectLockYears=7'")
    error_message = "The job locks what it publishes."
  }

  assert {
    condition     = strcontains(jsondecode(aws_sfn_state_machine.ingest.definition).States.AskForDecision.Arguments.Message, "--objectLockMode=COMPLIANCE --objectLockYears=7 --why=")
    error_message = "A decision is locked too: the command that people are given says so."
  }
}

run "state_waits_longer_than_the_job_may_take" {
  command = plan

  assert {
    condition     = jsondecode(aws_sfn_state_machine.ingest.definition).States.RunJob.TimeoutSeconds > 60 * (jsondecode(aws_sfn_state_machine.ingest.definition).States.RunJob.Arguments.ExecutionTimeoutMinutes + var.job.queue_minutes)
    error_message = "A job that waits in the queue and then runs its time must not be given up."
  }

  assert {
    condition     = jsondecode(aws_sfn_state_machine.daily.definition).States.IngestDate.TimeoutSeconds > jsondecode(aws_sfn_state_machine.ingest.definition).States.AskForDecision.TimeoutSeconds
    error_message = "The night must not give up before the decision is due."
  }
}

run "nights_run_the_live_alias" {
  command = plan

  assert {
    condition = alltrue([
      for d in [jsondecode(aws_sfn_state_machine.daily.definition).States.IngestDate, jsondecode(aws_sfn_state_machine.backfill.definition).States.EachDate.ItemProcessor.States.IngestDate] :
      d.Arguments.StateMachineArn == "arn:aws:states:eu-central-1:111122223333:stateMachine:acme-ledger-ingest-one-date:live"
    ])
    error_message = "A deployment reaches the nights by the alias only."
  }

  assert {
    condition     = aws_sfn_state_machine.ingest.publish
    error_message = "Each definition is a version: moving back is the rollback."
  }

  assert {
    condition     = jsondecode(aws_sfn_state_machine.backfill.definition).States.EachDate.MaxConcurrency == 1
    error_message = "Dates are taken in order."
  }
}

run "more_attempts_are_refused" {
  command = plan

  variables {
    attempts = 5
  }

  expect_failures = [var.attempts]
}

run "option_that_would_break_the_expression_is_refused" {
  command = plan

  variables {
    job = {
      application_id   = "00example"
      role_arn         = "arn:aws:iam::111122223333:role/acme-ledger-job"
      jar_uri          = "s3://acme-ledger-artifacts/ledgerlake/1/app.jar"
      lake             = "s3://acme-ledger-{zone}"
      options          = ["--contract=it's"]
      spark_parameters = ""
      log_uri          = "s3://acme-ledger-scratch/logs/"
    }
  }

  expect_failures = [var.job]
}
