mock_provider "aws" {}

variables {
  name              = "acme-ledger"
  region            = "eu-central-1"
  account_id        = "111122223333"
  datasets          = ["transactions", "postings"]
  retention         = { mode = "COMPLIANCE", years = 7 }
  deletion_role_arn = "arn:aws:iam::111122223333:role/acme-ledger-deletion"
}

run "raw_is_locked_for_seven_years" {
  command = plan

  assert {
    condition = alltrue([
      for b in ["raw", "condemned", "runs"] : aws_s3_bucket.this[b].object_lock_enabled
    ])
    error_message = "What was received, condemned and decided needs Object Lock."
  }

  assert {
    condition     = aws_s3_bucket_object_lock_configuration.raw.rule[0].default_retention[0].mode == "COMPLIANCE"
    error_message = "The retention must be the mode that was asked for."
  }

  assert {
    condition     = aws_s3_bucket_object_lock_configuration.raw.rule[0].default_retention[0].years == 7
    error_message = "Raw files are kept seven years."
  }

  assert {
    condition     = alltrue([for b in ["processed", "quarantine", "ledger"] : !aws_s3_bucket.this[b].object_lock_enabled])
    error_message = "Iceberg must be able to delete what it has replaced."
  }
}

run "no_rule_ends_what_must_be_kept" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for b in ["raw", "condemned", "runs"] : [
        for r in aws_s3_bucket_lifecycle_configuration.this[b].rule :
        length(r.expiration) == 0 && length(r.noncurrent_version_expiration) == 0
      ]
    ]))
    error_message = "Raw files, condemned data and the journal expire by no rule."
  }

  assert {
    condition = toset(flatten([
      for r in aws_s3_bucket_lifecycle_configuration.this["condemned"].rule : [
        for t in r.transition : "${r.filter[0].prefix} ${t.days} ${t.storage_class}"
      ]
    ])) == toset(["postings/data/ 1826 GLACIER_IR", "transactions/data/ 1826 GLACIER_IR"])
    error_message = "Condemned data files, and only they, go to the archive class after five years."
  }
}

run "unfinished_uploads_are_aborted_everywhere" {
  command = plan

  assert {
    condition = alltrue([
      for b, l in aws_s3_bucket_lifecycle_configuration.this :
      l.rule[0].abort_incomplete_multipart_upload[0].days_after_initiation == 1 && l.rule[0].status == "Enabled"
    ])
    error_message = "An unfinished upload costs and is invisible: every bucket aborts them."
  }
}

run "every_bucket_is_hardened" {
  command = plan

  assert {
    condition = alltrue([
      for b, p in aws_s3_bucket_public_access_block.this :
      p.block_public_acls && p.block_public_policy && p.ignore_public_acls && p.restrict_public_buckets
    ]) && length(aws_s3_bucket_public_access_block.this) == length(aws_s3_bucket.this)
    error_message = "No bucket is public."
  }

  assert {
    condition = alltrue([
      for b, v in aws_s3_bucket_versioning.this : v.versioning_configuration[0].status == "Enabled"
    ]) && length(aws_s3_bucket_versioning.this) == length(aws_s3_bucket.this)
    error_message = "Every bucket is versioned."
  }

  assert {
    condition = alltrue([
      for b, e in aws_s3_bucket_server_side_encryption_configuration.this : alltrue([
        for r in e.rule : one(r.apply_server_side_encryption_by_default[*].sse_algorithm) == (b == "access-logs" ? "AES256" : "aws:kms")
      ])
    ])
    error_message = "Everything is encrypted, with our own key wherever S3 allows it."
  }

  assert {
    condition = alltrue([
      for b, p in aws_s3_bucket_policy.this : anytrue([
        for s in jsondecode(p.policy).Statement :
        s.Effect == "Deny" && s.Principal == "*" && s.Action == "s3:*" && try(s.Condition.Bool["aws:SecureTransport"], "") == "false"
        && contains(flatten([s.Resource]), "arn:aws:s3:::acme-ledger-${b}") && contains(flatten([s.Resource]), "arn:aws:s3:::acme-ledger-${b}/*")
      ])
    ]) && length(aws_s3_bucket_policy.this) == length(aws_s3_bucket.this)
    error_message = "Every bucket refuses what does not come over TLS."
  }

  assert {
    condition = alltrue([
      for b, o in aws_s3_bucket_ownership_controls.this : o.rule[0].object_ownership == "BucketOwnerEnforced"
    ])
    error_message = "Nobody else owns an object here."
  }
}

run "only_the_deletion_role_deletes_versions" {
  command = plan

  assert {
    condition = alltrue([
      for b in ["raw", "condemned", "runs"] : anytrue([
        for s in jsondecode(aws_s3_bucket_policy.this[b].policy).Statement :
        s.Effect == "Deny" && contains(flatten([s.Action]), "s3:DeleteObjectVersion")
        && try(s.Condition.ArnNotEquals["aws:PrincipalArn"], "") == "arn:aws:iam::111122223333:role/acme-ledger-deletion"
      ])
    ])
    error_message = "Versions of what must be kept are deleted by one role."
  }
}

run "key_rotates" {
  command = plan

  assert {
    condition     = aws_kms_key.lake.enable_key_rotation
    error_message = "The key must rotate."
  }

  assert {
    condition = alltrue([
      for s in jsondecode(aws_kms_key.lake.policy).Statement :
      can(s.Condition.StringEquals["aws:SourceAccount"]) || s.Principal == { AWS = "arn:aws:iam::111122223333:root" }
    ])
    error_message = "Services use the key for this account only."
  }
}

run "unknown_mode_is_refused" {
  command = plan

  variables {
    retention = { mode = "NONE", years = 7 }
  }

  expect_failures = [var.retention]
}
