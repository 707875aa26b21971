# No rule here ends the life of what was received, decided or condemned: after retention, people do.

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    id     = "abort-unfinished-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  # Only the data files: Iceberg reads its metadata with every query.
  dynamic "rule" {
    for_each = each.key == "condemned" ? var.datasets : []

    content {
      id     = "archive-${rule.value}"
      status = "Enabled"

      filter {
        prefix = "${rule.value}/data/"
      }

      transition {
        days          = var.archive_condemned_after_days
        storage_class = "GLACIER_IR"
      }
    }
  }

  # What the tables no longer name was deleted on purpose, and is kept a while in case it was not.
  dynamic "rule" {
    for_each = contains(["processed", "quarantine", "aggregates", "ledger"], each.key) ? [1] : []

    content {
      id     = "forget-deleted-versions"
      status = "Enabled"

      filter {}

      noncurrent_version_expiration {
        noncurrent_days = 90
      }
    }
  }

  dynamic "rule" {
    for_each = contains(["scratch", "access-logs"], each.key) ? [1] : []

    content {
      id     = "expire"
      status = "Enabled"

      filter {}

      expiration {
        days = each.key == "scratch" ? 30 : 400
      }

      noncurrent_version_expiration {
        noncurrent_days = 1
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}
