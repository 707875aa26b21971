locals {
  definitions = coalesce(var.statemachines_dir, "${path.module}/../../../statemachines")
  machines    = "arn:${var.partition}:states:${var.region}:${var.account_id}:stateMachine"

  job_seconds      = (var.job.timeout_minutes + var.job.queue_minutes + 15) * 60
  decision_seconds = var.decision_days * 86400

  # A date may take all attempts, and then wait for a person.
  day_seconds = local.job_seconds * var.attempts + local.decision_seconds + 3600

  # Retries come on top of the first attempt.
  retries = var.attempts - 1
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/vendedlogs/states/${var.name}"
  retention_in_days = 400
  kms_key_id        = var.kms_key_arn
}

resource "aws_sfn_state_machine" "ingest" {
  name     = "${var.name}-ingest-one-date"
  role_arn = var.role_arns.ingest
  type     = "STANDARD"
  # A version per definition, and so per jar: the alias says which one the nights run.
  publish = true

  definition = templatefile("${local.definitions}/ingest-one-date.asl.json", {
    application_id            = var.job.application_id
    job_role_arn              = var.job.role_arn
    jar_uri                   = var.job.jar_uri
    lake                      = var.job.lake
    decision_options          = join("", [for o in var.job.options : " ${o}" if startswith(o, "--objectLock")])
    job_options               = "[${join(", ", [for o in var.job.options : "'${o}'"])}]"
    spark_parameters          = var.job.spark_parameters
    job_timeout_minutes       = var.job.timeout_minutes
    job_state_timeout_seconds = local.job_seconds
    log_uri                   = var.job.log_uri
    kms_key_arn               = var.kms_key_arn
    retries                   = local.retries
    retry_interval_seconds    = 60
    runs_bucket               = var.runs_bucket
    runs_prefix               = ""
    metrics_namespace         = var.metrics_namespace
    decisions_topic_arn       = var.topic_arns.decisions
    reports_topic_arn         = var.topic_arns.reports
    decision_timeout_seconds  = local.decision_seconds
    athena_workgroup          = var.athena_workgroup
  })

  logging_configuration {
    # Amounts and names of files stay out of the logs; the lake has them.
    include_execution_data = false
    level                  = "ERROR"
    log_destination        = "${aws_cloudwatch_log_group.this.arn}:*"
  }

  encryption_configuration {
    type                              = "CUSTOMER_MANAGED_KMS_KEY"
    kms_key_id                        = var.kms_key_arn
    kms_data_key_reuse_period_seconds = 900
  }
}

resource "aws_sfn_alias" "live" {
  name        = "live"
  description = "The version that the nights run. Moved by the deployment after its smoke run."

  routing_configuration {
    state_machine_version_arn = aws_sfn_state_machine.ingest.state_machine_version_arn
    weight                    = 100
  }

  lifecycle {
    # The deployment moves it once the smoke run agrees; moving it back is the rollback.
    ignore_changes = [routing_configuration]
  }
}

resource "aws_sfn_state_machine" "daily" {
  name     = "${var.name}-daily"
  role_arn = var.role_arns.daily
  type     = "STANDARD"

  definition = templatefile("${local.definitions}/daily.asl.json", {
    days_back                = 1
    ingest_state_machine_arn = "${local.machines}:${var.name}-ingest-one-date:live"
    day_timeout_seconds      = local.day_seconds
    metrics_namespace        = var.metrics_namespace
    retries                  = local.retries
  })

  logging_configuration {
    include_execution_data = false
    level                  = "ERROR"
    log_destination        = "${aws_cloudwatch_log_group.this.arn}:*"
  }

  encryption_configuration {
    type                              = "CUSTOMER_MANAGED_KMS_KEY"
    kms_key_id                        = var.kms_key_arn
    kms_data_key_reuse_period_seconds = 900
  }
}

resource "aws_sfn_state_machine" "backfill" {
  name     = "${var.name}-backfill"
  role_arn = var.role_arns.backfill
  type     = "STANDARD"

  definition = templatefile("${local.definitions}/backfill.asl.json", {
    max_days                 = 366
    ingest_state_machine_arn = "${local.machines}:${var.name}-ingest-one-date:live"
    day_timeout_seconds      = local.day_seconds
  })

  logging_configuration {
    include_execution_data = false
    level                  = "ERROR"
    log_destination        = "${aws_cloudwatch_log_group.this.arn}:*"
  }

  encryption_configuration {
    type                              = "CUSTOMER_MANAGED_KMS_KEY"
    kms_key_id                        = var.kms_key_arn
    kms_data_key_reuse_period_seconds = 900
  }
}
