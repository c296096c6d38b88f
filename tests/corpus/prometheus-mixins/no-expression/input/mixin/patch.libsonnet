{ alert: 'ShopDown', 'for': '15m' }
