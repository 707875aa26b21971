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
  description = "The datasets that are watched."
  type        = set(string)
}

variable "kms_key_arn" {
  description = "The key that encrypts messages."
  type        = string
}

variable "metrics_namespace" {
  description = "The CloudWatch namespace of the runs' figures."
  type        = string
  default     = "LedgerLake"
}

variable "subscribers" {
  description = "Mail addresses by topic: alarms (who is paged), decisions (who may decide), reports (who wants to know)."
  type = object({
    alarms    = set(string)
    decisions = set(string)
    reports   = set(string)
  })

  validation {
    condition     = length(var.subscribers.alarms) > 0 && length(var.subscribers.decisions) > 0
    error_message = "An alarm or a question that nobody hears is none: name at least one address for each."
  }
}

variable "quarantine_percent" {
  description = "The share of a run's rows in quarantine above which somebody is called."
  type        = number
  default     = 5
}

variable "workgroup" {
  description = "The Athena workgroup."
  type        = string
}

variable "scan_alarm_bytes" {
  description = "Bytes that all queries of a day may read before somebody is called."
  type        = number
  default     = 1099511627776
}
