mock_provider "aws" {}

variables {
  name        = "acme-ledger"
  region      = "eu-central-1"
  account_id  = "111122223333"
  datasets    = ["transactions", "postings"]
  kms_key_arn = "arn:aws:kms:eu-central-1:111122223333:key/example"
  subscribers = { alarms = ["pager@acme.example"], decisions = ["ledger@acme.example"], reports = [] }
  workgroup   = "acme-ledger"
}

run "every_reason_to_be_called_has_an_alarm" {
  command = plan

  assert {
    condition = toset(keys(aws_cloudwatch_metric_alarm.figure)) == toset(flatten([
      for d in ["transactions", "postings"] : [for f in ["quarantine-rate", "books-disagree", "held", "missing-money"] : "${d}-${f}"]
    ]))
    error_message = "Quarantine, books, holds and missing money, per dataset."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.figure["transactions-quarantine-rate"].threshold == 5 && aws_cloudwatch_metric_alarm.figure["transactions-quarantine-rate"].metric_name == "QuarantineRate"
    error_message = "Five per cent in quarantine."
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.ending) == 9
    error_message = "Each state machine can fail, time out and be aborted."
  }
}

run "a_night_that_does_not_end_is_noticed" {
  command = plan

  assert {
    condition = alltrue([
      for a in aws_cloudwatch_metric_alarm.no_run :
      a.treat_missing_data == "breaching" && a.period * a.evaluation_periods == 90000 && a.datapoints_to_alarm == a.evaluation_periods && a.metric_name == "DailyDone"
    ])
    error_message = "Silence for 25 hours is the alarm, whatever the reason for it."
  }
}

run "alarms_reach_people" {
  command = apply

  assert {
    condition = alltrue([
      for a in concat(values(aws_cloudwatch_metric_alarm.figure), values(aws_cloudwatch_metric_alarm.ending), values(aws_cloudwatch_metric_alarm.no_run), [aws_cloudwatch_metric_alarm.undelivered, aws_cloudwatch_metric_alarm.scanned]) :
      a.alarm_actions == toset([aws_sns_topic.this["alarms"].arn])
    ])
    error_message = "Every alarm goes to the topic of alarms."
  }

  assert {
    condition     = aws_sns_topic_subscription.this["alarms pager@acme.example"].topic_arn == aws_sns_topic.this["alarms"].arn
    error_message = "Somebody is subscribed to it."
  }

  assert {
    condition     = alltrue([for t in aws_sns_topic.this : t.kms_master_key_id == var.kms_key_arn])
    error_message = "Messages are encrypted with our key."
  }
}

run "failures_are_told_from_outside" {
  command = plan

  assert {
    condition     = toset(jsondecode(aws_cloudwatch_event_rule.failed.event_pattern).detail.status) == toset(["FAILED", "TIMED_OUT", "ABORTED"])
    error_message = "Every bad end is told."
  }
}

run "nobody_to_call_is_refused" {
  command = plan

  variables {
    subscribers = { alarms = [], decisions = ["ledger@acme.example"], reports = [] }
  }

  expect_failures = [var.subscribers]
}
