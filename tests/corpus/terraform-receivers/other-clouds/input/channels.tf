resource "azurerm_monitor_action_group" "duty" {
  name = "duty"
  email_receiver {
    name          = "pumps"
    email_address = "pumps@harbour.test"
  }
  sms_receiver {
    name         = "ann"
    country_code = "49"
    phone_number = "405550100"
  }
  webhook_receiver {
    name        = "ours"
    service_uri = "https://harbour.test/hook"
  }
}

resource "google_monitoring_notification_channel" "mail" {
  display_name = "Cranes by mail"
  type         = "email"
  labels = {
    email_address = "cranes@harbour.test"
  }
}

resource "google_monitoring_notification_channel" "chat" {
  display_name = "Cranes in chat"
  type         = "slack"
  labels       = { channel_name = "#cranes" }
}

resource "grafana_contact_point" "duty" {
  name = "duty"
  email {
    addresses = ["ann@harbour.test", "bob@harbour.test"]
  }
}

resource "aws_account_alternate_contact" "operations" {
  alternate_contact_type = "OPERATIONS"
  name                   = "Harbour master"
  email_address          = "operations@harbour.test"
  phone_number           = "+0000000000"
}
