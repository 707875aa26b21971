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

variable "application_id" {
  description = "The EMR Serverless application that jobs run on."
  type        = string
}

variable "kms_key_arn" {
  description = "The key of all data."
  type        = string
}

variable "metrics_namespace" {
  description = "The CloudWatch namespace of the runs' figures."
  type        = string
  default     = "LedgerLake"
}

variable "operators" {
  description = "ARNs of the roles or users that may act as operators (approve, replay, redrive)."
  type        = list(string)
}

variable "deleters" {
  description = "ARNs of those who may delete what is past its retention, with MFA."
  type        = list(string)
}

variable "github" {
  description = "The repository whose workflows deploy, as owner/name, and the production environment's name."
  type = object({
    repository  = string
    environment = string
  })

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$", var.github.repository))
    error_message = "The repository is owner/name, without wildcards: it decides who may deploy."
  }
}

variable "state_bucket" {
  description = "The bucket of Terraform's state."
  type        = string
}
