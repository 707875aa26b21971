locals {
  # A bucket per zone, so that --lake is s3://<name>-{zone}.
  zones = toset(["raw", "processed", "quarantine", "condemned", "aggregates", "ledger", "runs"])

  # Where Object Lock is switched on. Only raw has a default for all that arrives. In condemned and runs
  # single objects are to be locked: Iceberg's metadata beside them must stay deletable.
  locked = toset(["raw", "condemned", "runs"])

  # Not part of the lake: jars, logs and query results, and who read what.
  others = toset(["artifacts", "scratch", "access-logs"])

  buckets = { for b in setunion(local.zones, local.others) : b => "${var.name}-${b}" }
  arns    = { for b, bucket in local.buckets : b => "arn:${var.partition}:s3:::${bucket}" }
}

resource "aws_kms_key" "lake" {
  description             = "LedgerLake ${var.name}: data, logs, messages"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = local.key_policy

  lifecycle {
    # Without the key, seven years of data cannot be read.
    prevent_destroy = true
  }
}

resource "aws_kms_alias" "lake" {
  name          = "alias/${var.name}"
  target_key_id = aws_kms_key.lake.key_id
}

resource "aws_s3_bucket" "this" {
  for_each = local.buckets

  bucket              = each.value
  object_lock_enabled = contains(local.locked, each.key)

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_object_lock_configuration" "raw" {
  bucket = aws_s3_bucket.this["raw"].id

  rule {
    default_retention {
      mode  = var.retention.mode
      years = var.retention.years
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = local.buckets

  bucket                  = aws_s3_bucket.this[each.key].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    bucket_key_enabled = each.key != "access-logs"

    apply_server_side_encryption_by_default {
      # S3 delivers access logs only into buckets with its own keys.
      sse_algorithm     = each.key == "access-logs" ? "AES256" : "aws:kms"
      kms_master_key_id = each.key == "access-logs" ? null : aws_kms_key.lake.arn
    }
  }
}

resource "aws_s3_bucket_logging" "this" {
  for_each = local.zones

  bucket        = aws_s3_bucket.this[each.key].id
  target_bucket = aws_s3_bucket.this["access-logs"].id
  target_prefix = "${each.key}/"
}

resource "aws_s3_bucket_policy" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id
  policy = local.policies[each.key]

  depends_on = [aws_s3_bucket_public_access_block.this]
}
