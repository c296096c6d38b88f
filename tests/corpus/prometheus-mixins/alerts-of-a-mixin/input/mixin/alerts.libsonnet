local utils = import 'lib/utils.libsonnet';
{
  _config+:: {
    queueLimit: 1_000,
    selector: 'job="shop"',
    nested: { a: 1 },
  },
  shop+:: { limit: 2.5 },
  cache+:: { limit: 3 },
  others: { cache: { limit: 4 } },
  // { alert: 'Commented', expr: 'up == 0' },
  prometheusAlerts+:: {
    groups+: [{
      name: 'shop',
      rules: [
        {
          alert: 'QueueIsLong',
          expr: |||
            # all queues
            sum by (%(labels)s, queue) (shop_queue_length{%(selector)s, queue!="test"})
              > (%(queueLimit)d / 10)
          ||| % $._config,
          'for': '15m',
          labels: { severity: 'warning', team: utils.team },
          annotations: { summary: 'The queue\'s "length" is %d%%' % [1] },
        },
        {
          alert: '%sDown' % [$._config.component],
          expr: "absent(up{%s} == 1)" % $._config.selector,
          'for': $._config.wait,
          annotations: { description: @'C:\down' },
        },
        { alert: 'Elsewhere', expr: 'shop_errors > %(errorLimit)s' % $._config, annotations: $.words },
        { alert: 'OnlyText', expr: 'shop_errors > %(selector)s' % $._config },
        { alert: 'Made', expr: utils.expression('shop') + ' > 5' },
        { alert: 'By' + utils.name + 'Hand', expr: 'shop_hands' + ' > 2' },
        { alert: 'ShopIsSlow', expr: 'shop_latency_seconds > %(limit)g' % mixin.shop },
        { alert: 'TwoLimits', expr: 'shop_load > %(limit)g' % mixin.cache },
        { alert: 'Chosen', expr: if utils.old then 'a > 1' else 'b > 2' },
        { alert: utils.rule('x'), expr: [1] },
        { alert: (import 'name'), expr: 'up' },
      ],
    }],
  },
}
