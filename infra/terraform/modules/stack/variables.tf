variable "name" {
  description = "What every name begins with, such as acme-ledger-prod."
  type        = string
}

variable "region" {
  description = "The region."
  type        = string
}

variable "account_id" {
  description = "The account; one per environment, because Glue's databases have the pipeline's names."
  type        = string
}

variable "datasets" {
  description = "The datasets that run nightly."
  type = map(object({
    schedule = optional(string, "cron(0 2 * * ? *)")
    enabled  = optional(bool, true)
    options  = optional(list(string), [])
    # What puts its rows into aggregates.monthly_totals; those of the datasets that ship are here.
    totals_query = optional(string)
  }))
}

variable "retention" {
  description = "How long, and how strictly, what was received is kept."
  type = object({
    mode  = string
    years = number
  })
}

variable "jar_key" {
  description = "The jar of the jobs, in the bucket of artefacts: ledgerlake/<version>/<commit>/ledgerlake-spark.jar. The previous key is the rollback."
  type        = string

  validation {
    condition     = can(regex("^ledgerlake/[A-Za-z0-9.-]+/[0-9a-f]{40}/[A-Za-z0-9.-]+\\.jar$", var.jar_key))
    error_message = "The key names a version and a commit: ledgerlake/<version>/<40 hex digits>/<file>.jar."
  }
}

variable "job_options" {
  description = "Options of every job, beside the lake, the date and the run."
  type        = list(string)
  default     = ["--catalog=glue"]
}

variable "workers" {
  description = "Sizes of the driver and the executors, and how many executors a job may have."
  type = object({
    driver_cores    = optional(number, 2)
    driver_memory   = optional(string, "6g")
    executor_cores  = optional(number, 4)
    executor_memory = optional(string, "14g")
    max_executors   = optional(number, 8)
  })
  default = {}
}

variable "capacity" {
  description = "The most that all jobs together may use."
  type = object({
    vcpus     = number
    memory_gb = number
    disk_gb   = number
  })
}

variable "network" {
  description = "Subnets and security groups of the workers, or null."
  type = object({
    subnet_ids         = set(string)
    security_group_ids = set(string)
  })
  default = null
}

variable "scan_limit_bytes" {
  description = "The most that one query may read."
  type        = number
  default     = 107374182400
}

variable "subscribers" {
  description = "Mail addresses by topic."
  type = object({
    alarms    = set(string)
    decisions = set(string)
    reports   = set(string)
  })
}

variable "operators" {
  description = "ARNs of those who may act as operators."
  type        = list(string)
}

variable "deleters" {
  description = "ARNs of those who may delete what is past its retention."
  type        = list(string)
}

variable "github" {
  description = "The repository whose workflows deploy, and the production environment's name there."
  type = object({
    repository  = string
    environment = string
  })
}

variable "state_bucket" {
  description = "The bucket of Terraform's state."
  type        = string
}
