schedule:
  highstate:
    function: state.apply
    hours: 6
    minutes: 30
    splay: 300
  off:
    function: test.ping
    cron: '0 3 * * 1'
    enabled: false
  moments:
    function: test.ping
    when:
      - Monday 5:00pm
      - 5:30am
      - dusk
  no-function:
    hours: 1
