variable "name" {
  description = "What every name begins with."
  type        = string
}

variable "partition" {
  description = "The AWS partition, as in ARNs."
  type        = string
  default     = "aws"
}

variable "region" {
  description = "The region."
  type        = string
}

variable "account_id" {
  description = "The account."
  type        = string
}

variable "datasets" {
  description = "The datasets that run nightly, with the options that only their jobs get, such as --contract=s3://..."
  type = map(object({
    schedule = optional(string, "cron(0 2 * * ? *)")
    enabled  = optional(bool, true)
    options  = optional(list(string), [])
  }))

  validation {
    condition     = alltrue([for d in keys(var.datasets) : can(regex("^[a-z][a-z0-9_-]{0,39}$", d))])
    error_message = "A dataset's name becomes a folder and a part of execution names: lower-case letters, digits, - and _."
  }
}

variable "attempts" {
  description = "How often a job is tried when the infrastructure fails it."
  type        = number
  default     = 3

  validation {
    condition     = var.attempts >= 1 && var.attempts <= 3
    error_message = "At most three attempts: what fails three times needs a person."
  }
}

variable "job" {
  description = "The job: jar, options of every job, Spark's parameters, and how long it may take."
  type = object({
    application_id   = string
    role_arn         = string
    jar_uri          = string
    lake             = string
    options          = optional(list(string), ["--catalog=glue"])
    spark_parameters = string
    timeout_minutes  = optional(number, 180)
    queue_minutes    = optional(number, 60)
    log_uri          = string
  })

  validation {
    condition     = alltrue([for o in var.job.options : can(regex("^--[A-Za-z0-9]+=[^'\"\\\\]*$", o))])
    error_message = "An option is --name=value, without quotes and backslashes: it is put into an expression."
  }
}

variable "runs_bucket" {
  description = "The bucket of the runs' folders."
  type        = string
}

variable "kms_key_arn" {
  description = "The key that encrypts logs and messages."
  type        = string
}

variable "role_arns" {
  description = "The roles of the three state machines and of the schedule."
  type = object({
    daily     = string
    ingest    = string
    backfill  = string
    scheduler = string
  })
}

variable "topic_arns" {
  description = "Where decisions are asked for, and where a published day is reported."
  type = object({
    decisions = string
    reports   = string
  })
}

variable "athena_workgroup" {
  description = "The workgroup that refreshes the aggregates."
  type        = string
}

variable "metrics_namespace" {
  description = "The CloudWatch namespace of the runs' figures."
  type        = string
  default     = "LedgerLake"
}

variable "decision_days" {
  description = "How long a held run waits for a person."
  type        = number
  default     = 7
}

variable "statemachines_dir" {
  description = "The folder of the definitions; null for that of the repository."
  type        = string
  default     = null
}
