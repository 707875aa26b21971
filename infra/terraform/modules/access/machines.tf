locals {
  # Step Functions delivers its logs by an API that knows no resources.
  deliver_logs = {
    Sid    = "DeliverLogs"
    Effect = "Allow"
    Action = [
      "logs:CreateLogDelivery",
      "logs:GetLogDelivery",
      "logs:UpdateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:DescribeResourcePolicies",
      "logs:DescribeLogGroups",
    ]
    Resource = ["*"]
  }

  # Neither does the one for metrics; the namespace is the limit.
  put_metrics = {
    Sid       = "PutFigures"
    Effect    = "Allow"
    Action    = ["cloudwatch:PutMetricData"]
    Resource  = ["*"]
    Condition = { StringEquals = { "cloudwatch:namespace" = var.metrics_namespace } }
  }

  watch_rule = {
    for use, rule in {
      jobs       = "StepFunctionsGetEventsForEMRServerlessJobRule"
      executions = "StepFunctionsGetEventsForStepFunctionsExecutionRule"
      } : use => {
      Sid      = "HearOfTheEnd"
      Effect   = "Allow"
      Action   = ["events:PutTargets", "events:PutRule", "events:DescribeRule"]
      Resource = ["${local.rule}/${rule}"]
    }
  }

  start_ingest = [
    {
      Sid      = "StartDates"
      Effect   = "Allow"
      Action   = ["states:StartExecution"]
      Resource = ["${local.machine}-ingest-one-date:live"]
    },
    {
      Sid      = "FollowDates"
      Effect   = "Allow"
      Action   = ["states:DescribeExecution", "states:StopExecution"]
      Resource = ["${local.execution}-ingest-one-date:*"]
    },
    local.watch_rule.executions,
    local.use_key,
    local.deliver_logs,
  ]

  run_job = [
    {
      Sid      = "StartJobs"
      Effect   = "Allow"
      Action   = ["emr-serverless:StartJobRun", "emr-serverless:TagResource"]
      Resource = [local.application, "${local.application}/jobruns/*"]
    },
    {
      Sid      = "FollowJobs"
      Effect   = "Allow"
      Action   = ["emr-serverless:GetJobRun", "emr-serverless:CancelJobRun"]
      Resource = ["${local.application}/jobruns/*"]
    },
    {
      Sid       = "LendTheJobItsRole"
      Effect    = "Allow"
      Action    = ["iam:PassRole"]
      Resource  = ["${local.role}-job"]
      Condition = { StringEquals = { "iam:PassedToService" = "emr-serverless.amazonaws.com" } }
    },
  ]

  ingest = concat(local.run_job, [
    local.watch_rule.jobs,
    {
      Sid      = "ReadReports"
      Effect   = "Allow"
      Action   = ["s3:GetObject"]
      Resource = ["${local.bucket["runs"]}/*/verdict.json"]
    },
    {
      # Without it a report that is missing looks like one that is forbidden.
      Sid      = "SeeWhetherThereIsAReport"
      Effect   = "Allow"
      Action   = ["s3:ListBucket"]
      Resource = [local.bucket["runs"]]
    },
    local.put_metrics,
    {
      Sid      = "Query"
      Effect   = "Allow"
      Action   = ["athena:StartQueryExecution", "athena:GetQueryExecution", "athena:StopQueryExecution", "athena:GetPreparedStatement"]
      Resource = [local.workgroup]
    },
    {
      Sid      = "QueryTables"
      Effect   = "Allow"
      Action   = ["glue:GetDatabase", "glue:GetTable", "glue:GetTables"]
      Resource = local.glue_tables
    },
    {
      Sid      = "CommitAggregates"
      Effect   = "Allow"
      Action   = ["glue:CreateTable", "glue:UpdateTable"]
      Resource = ["${local.glue}:catalog", "${local.glue}:database/aggregates", "${local.glue}:table/aggregates/*"]
    },
    {
      Sid      = "ReadWhatIsSummed"
      Effect   = "Allow"
      Action   = ["s3:GetObject"]
      Resource = [for z in ["processed", "quarantine", "ledger", "aggregates"] : "${local.bucket[z]}/*"]
    },
    {
      Sid      = "WriteAggregatesAndResults"
      Effect   = "Allow"
      Action   = ["s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload"]
      Resource = ["${local.bucket["aggregates"]}/*", "${local.bucket["scratch"]}/athena/*"]
    },
    {
      Sid      = "ListWhatIsQueried"
      Effect   = "Allow"
      Action   = ["s3:ListBucket", "s3:GetBucketLocation"]
      Resource = [for z in ["processed", "quarantine", "ledger", "aggregates", "scratch"] : local.bucket[z]]
    },
    {
      Sid      = "TellPeople"
      Effect   = "Allow"
      Action   = ["sns:Publish"]
      Resource = ["${local.topic}-decisions", "${local.topic}-reports"]
    },
    local.use_key,
    local.deliver_logs,
  ])

  scheduler = [
    {
      Sid      = "StartNights"
      Effect   = "Allow"
      Action   = ["states:StartExecution"]
      Resource = ["${local.machine}-daily"]
    },
    {
      Sid      = "KeepWhatIsUndelivered"
      Effect   = "Allow"
      Action   = ["sqs:SendMessage"]
      Resource = [local.queue]
    },
    local.use_key,
  ]
}
