variable "name" {
  description = "What every name begins with."
  type        = string
}

variable "release_label" {
  description = "The EMR release: Spark 3.5, Scala 2.12, Java 17."
  type        = string
  default     = "emr-7.13.0"

  validation {
    condition     = can(regex("^emr-7\\.", var.release_label))
    error_message = "LedgerLake runs on Spark 3.5, which is emr-7.x."
  }
}

variable "capacity" {
  description = "The most that all jobs together may use: the cap on what a night can cost."
  type = object({
    vcpus     = number
    memory_gb = number
    disk_gb   = number
  })

  validation {
    condition     = var.capacity.vcpus <= 400 && var.capacity.memory_gb <= 3000
    error_message = "That is more than 400 vCPUs or 3,000 GB: change the module if it is meant."
  }
}

variable "concurrent_jobs" {
  description = "How many jobs run at once; the others wait."
  type        = number
  default     = 4
}

variable "queue_minutes" {
  description = "How long a job waits before it fails."
  type        = number
  default     = 60
}

variable "network" {
  description = "Subnets and security groups of the workers, or null to run outside a VPC."
  type = object({
    subnet_ids         = set(string)
    security_group_ids = set(string)
  })
  default = null
}

variable "log_uri" {
  description = "Where logs go, s3://bucket/prefix/."
  type        = string
}

variable "kms_key_arn" {
  description = "The key that encrypts logs."
  type        = string
}
