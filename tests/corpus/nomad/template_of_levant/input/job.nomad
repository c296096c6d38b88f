job "[[ .name ]]" {
  periodic {
    cron = "[[ .cron ]]"
  }
}
