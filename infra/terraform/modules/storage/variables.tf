variable "name" {
  description = "What every name begins with, such as acme-ledger-prod; bucket names are global."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,30}[a-z0-9]$", var.name))
    error_message = "Use 4 to 32 lower-case letters, digits and hyphens: it becomes a part of bucket names."
  }
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
  description = "The account that everything lives in."
  type        = string
}

variable "datasets" {
  description = "Names of the datasets: lifecycle rules name their folders."
  type        = set(string)
}

variable "retention" {
  description = "How long, and how strictly, what was received and decided is kept. COMPLIANCE cannot be shortened by anybody, not even by the account's owner."
  type = object({
    mode  = string
    years = number
  })

  validation {
    condition     = contains(["GOVERNANCE", "COMPLIANCE"], var.retention.mode)
    error_message = "The mode is GOVERNANCE or COMPLIANCE."
  }

  validation {
    condition     = var.retention.years >= 1
    error_message = "Keep for a year at least."
  }
}

variable "archive_condemned_after_days" {
  description = "After how many days condemned data goes to the instant-retrieval archive class."
  type        = number
  default     = 1826
}

variable "deletion_role_arn" {
  description = "The only role that may delete a version of an object in raw, condemned or runs."
  type        = string
}
