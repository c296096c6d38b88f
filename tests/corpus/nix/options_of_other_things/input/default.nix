{
  services.prometheus.globalConfig.scrape_interval = "15s";
  services.tide.interval = "daily";
  dates = [ "2024-01-01" ];
  description = "OnCalendar = daily";
}
