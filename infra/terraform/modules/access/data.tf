locals {
  # What the job does with the lake, and the operators' commands with it. No statement deletes a version.
  read_lake = [
    {
      Sid      = "ReadObjects"
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:GetObjectVersion"]
      Resource = [for z in concat(["raw", "runs", "artifacts"], local.tables) : "${local.bucket[z]}/*"]
    },
    {
      Sid      = "ListBuckets"
      Effect   = "Allow"
      Action   = ["s3:ListBucket", "s3:GetBucketLocation"]
      Resource = [for z in concat(["raw", "runs"], local.tables) : local.bucket[z]]
    },
    {
      Sid      = "ReadTables"
      Effect   = "Allow"
      Action   = ["glue:GetDatabase", "glue:GetTable", "glue:GetTables"]
      Resource = local.glue_tables
    },
  ]

  write_lake = [
    {
      Sid      = "WriteObjects"
      Effect   = "Allow"
      Action   = ["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
      Resource = [for z in concat(["runs"], local.tables) : "${local.bucket[z]}/*"]
    },
    {
      # A delete marker, in versioned buckets: what was there stays there.
      Sid      = "ReplaceTableFiles"
      Effect   = "Allow"
      Action   = ["s3:DeleteObject"]
      Resource = [for z in local.tables : "${local.bucket[z]}/*"]
    },
    {
      # Retention is given, object by object, to what may never change again.
      Sid    = "LockWhatIsFinal"
      Effect = "Allow"
      Action = ["s3:PutObjectRetention"]
      Resource = [
        "${local.bucket["condemned"]}/*/data/*",
        "${local.bucket["runs"]}/*/chain/*",
        "${local.bucket["runs"]}/*/manifest*.json",
      ]
    },
    {
      Sid      = "CommitTables"
      Effect   = "Allow"
      Action   = ["glue:CreateTable", "glue:UpdateTable"]
      Resource = local.glue_tables
    },
    local.use_key,
  ]

  # A new jar is tried here, beside the lake, before the nights run it.
  write_shadow = [
    {
      Sid      = "WriteTheShadow"
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
      Resource = ["${local.bucket["scratch"]}/shadow/*"]
    },
    {
      Sid       = "ListTheShadow"
      Effect    = "Allow"
      Action    = ["s3:ListBucket"]
      Resource  = [local.bucket["scratch"]]
      Condition = { StringLike = { "s3:prefix" = "shadow/*" } }
    },
  ]

  write_logs = {
    Sid      = "WriteLogs"
    Effect   = "Allow"
    Action   = ["s3:PutObject"]
    Resource = ["${local.bucket["scratch"]}/logs/*"]
  }
}
