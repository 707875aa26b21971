locals {
  # Who may use the key is said by the policies of roles; services without a role stand here.
  key_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "RolesByTheirPolicies"
        Effect    = "Allow"
        Principal = { AWS = "arn:${var.partition}:iam::${var.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid    = "ServicesThatTellAndLog"
        Effect = "Allow"
        Principal = {
          Service = [
            "cloudwatch.amazonaws.com",
            "events.amazonaws.com",
            "delivery.logs.amazonaws.com",
            "logs.${var.region}.amazonaws.com",
          ]
        }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
      },
    ]
  })

  tls_only = {
    for b, arn in local.arns : b => {
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [arn, "${arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }
  }

  # Object Lock guards versions; this guards what its retention does not cover, and who may end it.
  keep_versions = {
    for b in local.locked : b => {
      Sid       = "OnlyTheDeletionRoleDeletesVersions"
      Effect    = "Deny"
      Principal = "*"
      Action = [
        "s3:DeleteObjectVersion",
        "s3:BypassGovernanceRetention",
        "s3:PutObjectLegalHold",
      ]
      Resource  = ["${local.arns[b]}/*"]
      Condition = { ArnNotEquals = { "aws:PrincipalArn" = var.deletion_role_arn } }
    }
  }

  log_delivery = {
    Sid       = "LogDelivery"
    Effect    = "Allow"
    Principal = { Service = "logging.s3.amazonaws.com" }
    Action    = "s3:PutObject"
    Resource  = "${local.arns["access-logs"]}/*"
    Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
  }

  policies = {
    for b in keys(local.buckets) : b => jsonencode({
      Version = "2012-10-17"
      Statement = concat(
        [local.tls_only[b]],
        contains(local.locked, b) ? [local.keep_versions[b]] : [],
        b == "access-logs" ? [local.log_delivery] : [],
      )
    })
  }
}
