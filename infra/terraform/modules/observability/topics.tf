resource "aws_sns_topic" "this" {
  for_each = toset(["alarms", "decisions", "reports"])

  name              = "${var.name}-${each.key}"
  kms_master_key_id = var.kms_key_arn
}

locals {
  topic = "arn:${var.partition}:sns:${var.region}:${var.account_id}:${var.name}"

  subscriptions = merge([
    for topic, addresses in var.subscribers : { for a in addresses : "${topic} ${a}" => { topic = topic, address = a } }
  ]...)
}

resource "aws_sns_topic_subscription" "this" {
  for_each = local.subscriptions

  topic_arn = aws_sns_topic.this[each.value.topic].arn
  protocol  = "email"
  endpoint  = each.value.address
}

resource "aws_sns_topic_policy" "this" {
  for_each = aws_sns_topic.this

  arn = each.value.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AlarmsAndEvents"
        Effect    = "Allow"
        Principal = { Service = ["cloudwatch.amazonaws.com", "events.amazonaws.com"] }
        Action    = "sns:Publish"
        Resource  = "${local.topic}-${each.key}"
        Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
      },
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sns:Publish"
        Resource  = "${local.topic}-${each.key}"
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}
