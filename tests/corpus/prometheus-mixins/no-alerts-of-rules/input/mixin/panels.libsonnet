{
  panel(title, alert=null):: {
    title: title,
    alert: alert,
    targets: [{ expr: 'node_load1 > 4' }],
  },
  /* { alert: 'Commented', expr: 'up == 0' } */
  rules: [rule { 'for': '5m' } for rule in super.rules if rule.alert == 'ShopDown'],
}
