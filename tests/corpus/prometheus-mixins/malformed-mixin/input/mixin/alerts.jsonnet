{ alert: 'ShopDown', expr: 'up == 0' )
]]} { alert: 'NeverClosed', expr: |||
  up == 0
