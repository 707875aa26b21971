locals {
  # An operator decides in the lake with the commands, and then lets the state machine go on.
  operator = concat(local.read_lake, local.write_lake, local.run_job, [
    {
      # A token is the resource, and it has no ARN.
      Sid      = "AnswerForDecisions"
      Effect   = "Allow"
      Action   = ["states:SendTaskSuccess", "states:SendTaskFailure"]
      Resource = ["*"]
    },
    {
      Sid      = "StartDatesAndPeriods"
      Effect   = "Allow"
      Action   = ["states:StartExecution"]
      Resource = ["${local.machine}-ingest-one-date:live", "${local.machine}-backfill", "${local.machine}-daily"]
    },
    {
      Sid      = "LookAtMachines"
      Effect   = "Allow"
      Action   = ["states:DescribeStateMachine", "states:ListExecutions"]
      Resource = [for m in ["daily", "ingest-one-date", "backfill"] : "${local.machine}-${m}"]
    },
    {
      Sid    = "FollowAndRedrive"
      Effect = "Allow"
      Action = [
        "states:DescribeExecution",
        "states:GetExecutionHistory",
        "states:RedriveExecution",
        "states:StopExecution",
      ]
      Resource = [for m in ["daily", "ingest-one-date", "backfill"] : "${local.execution}-${m}:*"]
    },
    {
      Sid      = "ReadLogs"
      Effect   = "Allow"
      Action   = ["s3:GetObject"]
      Resource = ["${local.bucket["scratch"]}/logs/*"]
    },
  ])

  # Object Lock lets nobody delete before its time; this role is for after it.
  deletion = [
    {
      Sid      = "FindVersions"
      Effect   = "Allow"
      Action   = ["s3:ListBucketVersions"]
      Resource = [for z in ["raw", "condemned", "runs"] : local.bucket[z]]
    },
    {
      Sid      = "DeleteVersionsPastTheirRetention"
      Effect   = "Allow"
      Action   = ["s3:GetObjectRetention", "s3:DeleteObjectVersion"]
      Resource = [for z in ["raw", "condemned", "runs"] : "${local.bucket[z]}/*"]
    },
  ]
}
