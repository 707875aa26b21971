locals {
  machine = "arn:${var.partition}:states:${var.region}:${var.account_id}:stateMachine:${var.name}"

  # Figures of a run, from metrics.json. Maxima: a figure that is put twice counts once.
  figures = {
    quarantine-rate = { metric = "QuarantineRate", above = var.quarantine_percent, says = "More than ${var.quarantine_percent}% of a run's rows are in quarantine. Runbook: gate-tripped.md" }
    books-disagree  = { metric = "BooksDisagree", above = 0, says = "What was read and what was stored differ; nothing is published. Runbook: daily-run-failed.md" }
    held            = { metric = "Held", above = 0, says = "A run waits for a person, and the dataset's later runs wait for it. Runbook: held-run.md" }
    missing-money   = { metric = "FilesRefused", above = 0, says = "A file was refused: its money is missing. Runbook: daily-run-failed.md" }
  }

  per_dataset = merge([
    for d in var.datasets : { for k, f in local.figures : "${d}-${k}" => merge(f, { dataset = d }) }
  ]...)

  endings = {
    for pair in setproduct(["daily", "ingest-one-date", "backfill"], ["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted"]) :
    "${pair[0]}-${pair[1]}" => { machine = pair[0], metric = pair[1] }
  }
}

resource "aws_cloudwatch_metric_alarm" "figure" {
  for_each = local.per_dataset

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "${each.value.dataset}: ${each.value.says}"
  namespace           = var.metrics_namespace
  metric_name         = each.value.metric
  dimensions          = { Dataset = each.value.dataset }
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.above
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.this["alarms"].arn]
}

resource "aws_cloudwatch_metric_alarm" "ending" {
  for_each = local.endings

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "${each.value.machine} has ended badly. Runbook: daily-run-failed.md"
  namespace           = "AWS/States"
  metric_name         = each.value.metric
  dimensions          = { StateMachineArn = "${local.machine}-${each.value.machine}" }
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.this["alarms"].arn]
}

# No run by 04:00. The last night's end lies in the hour from 02:00, so 25 hours without another have
# passed by 04:00 of the next day; a night that ends in time keeps it quiet.
resource "aws_cloudwatch_metric_alarm" "no_run" {
  for_each = var.datasets

  alarm_name          = "${var.name}-${each.key}-no-run"
  alarm_description   = "${each.key}: the nightly run has not ended. Runbook: daily-run-failed.md"
  namespace           = var.metrics_namespace
  metric_name         = "DailyDone"
  dimensions          = { Dataset = each.key }
  statistic           = "Sum"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  period              = 3600
  evaluation_periods  = 25
  datapoints_to_alarm = 25
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.this["alarms"].arn]
}

resource "aws_cloudwatch_metric_alarm" "undelivered" {
  alarm_name          = "${var.name}-undelivered"
  alarm_description   = "The schedule could not start a night. Runbook: daily-run-failed.md"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = "${var.name}-undelivered" }
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.this["alarms"].arn]
}

resource "aws_cloudwatch_metric_alarm" "scanned" {
  alarm_name          = "${var.name}-bytes-scanned"
  alarm_description   = "Queries have read more in a day than is planned for."
  namespace           = "AWS/Athena"
  metric_name         = "ProcessedBytes"
  dimensions          = { WorkGroup = var.workgroup }
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.scan_alarm_bytes
  period              = 86400
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.this["alarms"].arn]
}

# Says which execution, where the alarm says only that there is one. Outside the state machines, because a
# failure that they caught to tell of it could not be redriven.
resource "aws_cloudwatch_event_rule" "failed" {
  name        = "${var.name}-failed"
  description = "An execution has ended badly"
  event_pattern = jsonencode({
    source      = ["aws.states"]
    detail-type = ["Step Functions Execution Status Change"]
    detail = {
      status          = ["FAILED", "TIMED_OUT", "ABORTED"]
      stateMachineArn = [for m in ["daily", "ingest-one-date", "backfill"] : "${local.machine}-${m}"]
    }
  })
}

resource "aws_cloudwatch_event_target" "failed" {
  rule = aws_cloudwatch_event_rule.failed.name
  arn  = aws_sns_topic.this["alarms"].arn

  input_transformer {
    input_paths = {
      name   = "$.detail.name"
      status = "$.detail.status"
      arn    = "$.detail.executionArn"
    }
    input_template = "\"LedgerLake: <name> has ended as <status>. Look: aws stepfunctions get-execution-history --reverse-order --max-items 5 --execution-arn <arn>. Go on, once the cause is gone: aws stepfunctions redrive-execution --execution-arn <arn>\""
  }
}
