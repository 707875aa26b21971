locals {
  arn = "arn:${var.partition}"

  # Buckets by zone, as the storage module names them.
  bucket = {
    for b in ["raw", "processed", "quarantine", "condemned", "aggregates", "ledger", "runs", "artifacts", "scratch"] :
    b => "${local.arn}:s3:::${var.name}-${b}"
  }

  # Zones that hold Iceberg tables, whose metadata files are replaced in the course of time.
  tables = ["processed", "quarantine", "condemned", "aggregates", "ledger"]

  application = "${local.arn}:emr-serverless:${var.region}:${var.account_id}:/applications/${var.application_id}"
  workgroup   = "${local.arn}:athena:${var.region}:${var.account_id}:workgroup/${var.name}"
  machine     = "${local.arn}:states:${var.region}:${var.account_id}:stateMachine:${var.name}"
  execution   = "${local.arn}:states:${var.region}:${var.account_id}:execution:${var.name}"
  rule        = "${local.arn}:events:${var.region}:${var.account_id}:rule"
  topic       = "${local.arn}:sns:${var.region}:${var.account_id}:${var.name}"
  queue       = "${local.arn}:sqs:${var.region}:${var.account_id}:${var.name}-undelivered"
  role        = "${local.arn}:iam::${var.account_id}:role/${var.name}"
  glue        = "${local.arn}:glue:${var.region}:${var.account_id}"

  glue_tables = concat(
    ["${local.glue}:catalog"],
    flatten([for n in local.tables : ["${local.glue}:database/${n}", "${local.glue}:table/${n}/*"]]),
  )

  use_key = {
    Sid      = "UseTheKey"
    Effect   = "Allow"
    Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
    Resource = [var.kms_key_arn]
  }
}
