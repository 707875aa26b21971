locals {
  # Which executor lives and dies is Spark's to say, up to the cap.
  spark_parameters = join(" ", [
    "--conf spark.driver.cores=${var.workers.driver_cores}",
    "--conf spark.driver.memory=${var.workers.driver_memory}",
    "--conf spark.executor.cores=${var.workers.executor_cores}",
    "--conf spark.executor.memory=${var.workers.executor_memory}",
    "--conf spark.dynamicAllocation.maxExecutors=${var.workers.max_executors}",
  ])

  # What is final is locked object by object, as long and as strictly as the bucket of raw does it.
  lock_options = [
    "--objectLockMode=${var.retention.mode}",
    "--objectLockYears=${var.retention.years}",
  ]
}

module "storage" {
  source = "../storage"

  name              = var.name
  region            = var.region
  account_id        = var.account_id
  datasets          = keys(var.datasets)
  retention         = var.retention
  deletion_role_arn = "arn:aws:iam::${var.account_id}:role/${var.name}-deletion"
}

module "catalog" {
  source = "../catalog"

  name             = var.name
  account_id       = var.account_id
  results_location = "s3://${module.storage.buckets["scratch"]}/athena/"
  kms_key_arn      = module.storage.kms_key_arn
  scan_limit_bytes = var.scan_limit_bytes

  aggregates_location = "s3://${module.storage.buckets["aggregates"]}"
  totals_queries = {
    for d, settings in var.datasets : d => settings.totals_query != null ? settings.totals_query : try(
      file("${path.module}/../../../sql/monthly-totals-${d}.sql"), null
    )
  }
}

module "compute" {
  source = "../compute"

  name        = var.name
  capacity    = var.capacity
  network     = var.network
  log_uri     = "s3://${module.storage.buckets["scratch"]}/logs/"
  kms_key_arn = module.storage.kms_key_arn
}

module "access" {
  source = "../access"

  name           = var.name
  region         = var.region
  account_id     = var.account_id
  application_id = module.compute.application_id
  kms_key_arn    = module.storage.kms_key_arn
  operators      = var.operators
  deleters       = var.deleters
  github         = var.github
  state_bucket   = var.state_bucket
}

module "observability" {
  source = "../observability"

  name        = var.name
  region      = var.region
  account_id  = var.account_id
  datasets    = keys(var.datasets)
  kms_key_arn = module.storage.kms_key_arn
  subscribers = var.subscribers
  workgroup   = module.catalog.workgroup
}

module "orchestration" {
  source = "../orchestration"

  name       = var.name
  region     = var.region
  account_id = var.account_id
  datasets   = var.datasets

  job = {
    application_id   = module.compute.application_id
    role_arn         = module.access.role_arns["job"]
    jar_uri          = "s3://${module.storage.buckets["artifacts"]}/${var.jar_key}"
    lake             = module.storage.lake
    options          = concat(var.job_options, local.lock_options)
    spark_parameters = local.spark_parameters
    log_uri          = "s3://${module.storage.buckets["scratch"]}/logs/"
  }

  runs_bucket = module.storage.buckets["runs"]
  kms_key_arn = module.storage.kms_key_arn

  role_arns = {
    daily     = module.access.role_arns["daily"]
    ingest    = module.access.role_arns["ingest"]
    backfill  = module.access.role_arns["backfill"]
    scheduler = module.access.role_arns["scheduler"]
  }

  topic_arns = {
    decisions = module.observability.topic_arns["decisions"]
    reports   = module.observability.topic_arns["reports"]
  }

  athena_workgroup = module.catalog.workgroup
}
