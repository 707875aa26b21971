# What Terraform does. Written from its documentation and the API's, action by action; only an apply in a
# real account can show that it is complete, and it fails closed.
locals {
  buckets_all = [
    for b in concat(keys(local.bucket), ["access-logs"]) : "${local.arn}:s3:::${var.name}-${b}"
  ]

  state_object = "${local.arn}:s3:::${var.state_bucket}/${var.name}/*"

  plan = [
    {
      Sid      = "ReadState"
      Effect   = "Allow"
      Action   = ["s3:GetObject"]
      Resource = [local.state_object]
    },
    {
      Sid      = "ListState"
      Effect   = "Allow"
      Action   = ["s3:ListBucket"]
      Resource = ["${local.arn}:s3:::${var.state_bucket}"]
    },
    {
      # Settings of buckets, not what is in them.
      Sid    = "ReadBucketSettings"
      Effect = "Allow"
      Action = [
        "s3:GetBucketAcl",
        "s3:GetBucketCORS",
        "s3:GetBucketLocation",
        "s3:GetBucketLogging",
        "s3:GetBucketObjectLockConfiguration",
        "s3:GetBucketOwnershipControls",
        "s3:GetBucketPolicy",
        "s3:GetBucketPublicAccessBlock",
        "s3:GetBucketRequestPayment",
        "s3:GetBucketTagging",
        "s3:GetBucketVersioning",
        "s3:GetBucketWebsite",
        "s3:GetAccelerateConfiguration",
        "s3:GetEncryptionConfiguration",
        "s3:GetLifecycleConfiguration",
        "s3:GetReplicationConfiguration",
        "s3:ListBucket",
      ]
      Resource = local.buckets_all
    },
    {
      Sid    = "ReadRoles"
      Effect = "Allow"
      Action = [
        "iam:GetRole",
        "iam:ListAttachedRolePolicies",
        "iam:ListRolePolicies",
        "iam:GetPolicy",
        "iam:GetPolicyVersion",
        "iam:ListPolicyVersions",
        "iam:GetOpenIDConnectProvider",
      ]
      Resource = [
        "${local.role}-*",
        "${local.arn}:iam::${var.account_id}:policy/${var.name}-*",
        "${local.arn}:iam::${var.account_id}:oidc-provider/${local.issuer}",
      ]
    },
    {
      Sid      = "ReadKey"
      Effect   = "Allow"
      Action   = ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags", "kms:Decrypt"]
      Resource = [var.kms_key_arn]
    },
    {
      # Lists have no resource.
      Sid      = "List"
      Effect   = "Allow"
      Action   = ["kms:ListAliases", "logs:DescribeLogGroups"]
      Resource = ["*"]
    },
    {
      Sid    = "ReadServices"
      Effect = "Allow"
      Action = [
        "athena:GetPreparedStatement",
        "athena:GetWorkGroup",
        "athena:ListTagsForResource",
        "cloudwatch:DescribeAlarms",
        "cloudwatch:ListTagsForResource",
        "emr-serverless:GetApplication",
        "emr-serverless:ListTagsForResource",
        "events:DescribeRule",
        "events:ListTagsForResource",
        "events:ListTargetsByRule",
        "glue:GetDatabase",
        "glue:GetTags",
        "logs:ListTagsForResource",
        "scheduler:GetSchedule",
        "scheduler:GetScheduleGroup",
        "scheduler:ListTagsForResource",
        "sns:GetTopicAttributes",
        "sns:ListTagsForResource",
        "sqs:GetQueueAttributes",
        "sqs:ListQueueTags",
        "states:DescribeStateMachine",
        "states:DescribeStateMachineAlias",
        "states:ListStateMachineVersions",
        "states:ListTagsForResource",
      ]
      Resource = local.managed
    },
  ]

  managed = concat(
    [
      local.workgroup,
      local.application,
      "${local.arn}:cloudwatch:${var.region}:${var.account_id}:alarm:${var.name}-*",
      "${local.rule}/${var.name}-*",
      "${local.glue}:catalog",
      "${local.arn}:logs:${var.region}:${var.account_id}:log-group:/aws/vendedlogs/states/${var.name}",
      "${local.arn}:logs:${var.region}:${var.account_id}:log-group:/aws/vendedlogs/states/${var.name}:*",
      "${local.arn}:scheduler:${var.region}:${var.account_id}:schedule-group/${var.name}",
      "${local.arn}:scheduler:${var.region}:${var.account_id}:schedule/${var.name}/*",
      "${local.topic}-*",
      local.queue,
      "${local.machine}-*",
    ],
    [for n in local.tables : "${local.glue}:database/${n}"],
  )

  deploy = [
    {
      Sid      = "WriteState"
      Effect   = "Allow"
      Action   = ["s3:PutObject"]
      Resource = [local.state_object]
    },
    {
      Sid      = "ReleaseTheStatesLock"
      Effect   = "Allow"
      Action   = ["s3:DeleteObject"]
      Resource = ["${local.state_object}.tflock"]
    },
    {
      Sid    = "SetBuckets"
      Effect = "Allow"
      Action = [
        "s3:CreateBucket",
        "s3:PutBucketLogging",
        "s3:PutBucketObjectLockConfiguration",
        "s3:PutBucketOwnershipControls",
        "s3:PutBucketPolicy",
        "s3:PutBucketPublicAccessBlock",
        "s3:PutBucketTagging",
        "s3:PutBucketVersioning",
        "s3:PutEncryptionConfiguration",
        "s3:PutLifecycleConfiguration",
      ]
      Resource = local.buckets_all
    },
    {
      Sid    = "SetServices"
      Effect = "Allow"
      Action = [
        "athena:CreatePreparedStatement",
        "athena:UpdatePreparedStatement",
        "athena:DeletePreparedStatement",
        "athena:UpdateWorkGroup",
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:DeleteAlarms",
        "cloudwatch:TagResource",
        "emr-serverless:UpdateApplication",
        "events:PutRule",
        "events:PutTargets",
        "events:RemoveTargets",
        "events:DeleteRule",
        "events:TagResource",
        "glue:UpdateDatabase",
        "logs:PutRetentionPolicy",
        "scheduler:CreateSchedule",
        "scheduler:UpdateSchedule",
        "scheduler:DeleteSchedule",
        "sns:SetTopicAttributes",
        "sns:Subscribe",
        "sqs:SetQueueAttributes",
        "states:UpdateStateMachine",
        "states:PublishStateMachineVersion",
        "states:UpdateStateMachineAlias",
      ]
      Resource = local.managed
    },
    {
      # The smoke run, and its comparison with production.
      Sid      = "SmokeRun"
      Effect   = "Allow"
      Action   = ["emr-serverless:StartJobRun", "emr-serverless:GetJobRun", "emr-serverless:CancelJobRun"]
      Resource = [local.application, "${local.application}/jobruns/*"]
    },
    {
      Sid      = "SmokeRunReports"
      Effect   = "Allow"
      Action   = ["s3:GetObject"]
      Resource = ["${local.bucket["runs"]}/*/metrics.json", "${local.bucket["scratch"]}/shadow/*", "${local.bucket["artifacts"]}/ledgerlake/*"]
    },
    {
      Sid      = "SmokeRunContract"
      Effect   = "Allow"
      Action   = ["s3:PutObject"]
      Resource = ["${local.bucket["scratch"]}/shadow/*"]
    },
    {
      Sid    = "DropTheShadow"
      Effect = "Allow"
      Action = ["glue:DeleteTable"]
      Resource = concat(
        ["${local.glue}:catalog"],
        flatten([for n in local.tables : ["${local.glue}:database/${n}", "${local.glue}:table/${n}/shadow_*"]]),
      )
    },
    {
      Sid       = "LendRoles"
      Effect    = "Allow"
      Action    = ["iam:PassRole"]
      Resource  = [for r in ["job", "ingest", "daily", "backfill", "scheduler"] : "${local.role}-${r}"]
      Condition = { StringEquals = { "iam:PassedToService" = ["emr-serverless.amazonaws.com", "states.amazonaws.com", "scheduler.amazonaws.com"] } }
    },
    local.use_key,
  ]
}
