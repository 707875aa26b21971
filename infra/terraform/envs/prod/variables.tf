variable "name" {
  type = string
}

variable "region" {
  type = string
}

variable "account_id" {
  type = string
}

variable "datasets" {
  type = map(object({
    schedule     = optional(string)
    enabled      = optional(bool)
    options      = optional(list(string))
    totals_query = optional(string)
  }))
}

variable "jar_key" {
  type = string
}

variable "subscribers" {
  type = object({
    alarms    = set(string)
    decisions = set(string)
    reports   = set(string)
  })
}

variable "operators" {
  type = list(string)
}

variable "deleters" {
  type = list(string)
}

variable "github" {
  type = object({
    repository  = string
    environment = string
  })
}

variable "state_bucket" {
  type = string
}
