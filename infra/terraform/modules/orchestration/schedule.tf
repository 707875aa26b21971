resource "aws_scheduler_schedule_group" "this" {
  name = var.name
}

# A schedule per dataset: one that fails takes no other with it.
resource "aws_scheduler_schedule" "this" {
  for_each = var.datasets

  name                         = each.key
  group_name                   = aws_scheduler_schedule_group.this.name
  description                  = "The nightly run of ${each.key}"
  schedule_expression          = each.value.schedule
  schedule_expression_timezone = "UTC"
  state                        = each.value.enabled ? "ENABLED" : "DISABLED"
  kms_key_arn                  = var.kms_key_arn

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = "${local.machines}:${var.name}-daily"
    role_arn = var.role_arns.scheduler
    # jsonencode would write the placeholders' angle brackets as escapes.
    input = replace(replace(jsonencode({
      dataset       = each.key
      scheduledTime = "<aws.scheduler.scheduled-time>"
      attempt       = "<aws.scheduler.attempt-number>"
      options       = each.value.options
    }), "\\u003c", "<"), "\\u003e", ">")

    retry_policy {
      maximum_retry_attempts       = 3
      maximum_event_age_in_seconds = 3600
    }

    dead_letter_config {
      arn = aws_sqs_queue.undelivered.arn
    }
  }
}

resource "aws_sqs_queue" "undelivered" {
  name                              = "${var.name}-undelivered"
  message_retention_seconds         = 1209600
  kms_master_key_id                 = var.kms_key_arn
  kms_data_key_reuse_period_seconds = 300
}
