resource "azurerm_backup_policy_vm" "servers" {
  name     = "servers"
  timezone = "GMT Standard Time"

  backup {
    frequency = "Weekly"
    time      = "23:00"
    weekdays  = ["Sunday", "Wednesday"]
  }
}

resource "azurerm_backup_policy_vm" "daily" {
  name     = "daily"
  timezone = "Tasmania Standard Time"

  backup {
    frequency = "Daily"
    time      = "22:30"
  }
}

resource "azurerm_automation_schedule" "patching" {
  name      = "patching"
  frequency = "Week"
  interval  = 2
  timezone  = "Europe/Oslo"
  week_days = ["Saturday"]
}

resource "azurerm_automation_schedule" "open" {
  name      = "open"
  frequency = var.frequency
  interval  = var.interval
}

resource "azurerm_automation_schedule" "migration" {
  name      = "migration"
  frequency = "OneTime"
}

resource "azurerm_logic_app_trigger_recurrence" "digest" {
  name      = "digest"
  frequency = "Hour"
  interval  = 6
}

resource "azurerm_dev_test_global_vm_shutdown_schedule" "lab" {
  daily_recurrence_time = "1900"
  timezone              = "UTC"
  enabled               = false
}

resource "azurerm_container_registry_task" "base" {
  name = "base"
  timer_trigger {
    name     = "weekly"
    schedule = "0 2 * * Sun"
  }
}
