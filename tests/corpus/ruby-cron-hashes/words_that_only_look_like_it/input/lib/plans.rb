PLAN = { cron: "a job that runs by itself", every: "day", interval: 5 }
button(cron: true, label: "cron")
options["cron"] = "off"
options["crop"] = "0 3 * * *"
value = { cron: "" }
# x = { cron: "0 3 * * *" }
