"""What hosts are told by Puppet, Chef, Salt, Nix, Windows, launchd, logrotate and apt, beyond the golden cases."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ddd.extractors.anacron import anacron
from ddd.extractors.apt import apt_periodic
from ddd.extractors.chef import chef, chef_values
from ddd.extractors.cron_drawn import cron_drawn
from ddd.extractors.crontab import crontab
from ddd.extractors.launchd import launchd
from ddd.extractors.logrotate import logrotate
from ddd.extractors.nix import nix
from ddd.extractors.puppet.cron import puppet_cron
from ddd.extractors.puppet.files import puppet_files
from ddd.extractors.puppet.hiera import puppet_hiera, puppet_hiera_values
from ddd.extractors.puppet.logrotate import puppet_logrotate
from ddd.extractors.puppet.timers import puppet_timer
from ddd.extractors.salt import salt
from ddd.extractors.systemd_run import systemd_run
from ddd.extractors.windows_scripts import windows_script
from ddd.extractors.windows_tasks import span, windows_task
from ddd.model import Control, Definition, Schedule, State
from ddd.resolve.languages.chef import CHEF
from ddd.resolve.languages.hiera import HIERA
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from tests.extractors.test_crontab import assert_real

MANIFEST = "modules/harbour/manifests/init.pp"


def found(extractor, path: str, text: str):
    return list(extractor.extract(Source(path, text.encode("utf-8", "surrogatepass"))))


def expressions(extractor, path: str, text: str) -> list[str]:
    return [one.expression for one in found(extractor, path, text) if isinstance(one, Schedule)]


@pytest.mark.parametrize(
    ("attributes", "expression"),
    [
        ("hour => 3", "* 3 * * *"),
        ("hour => absent, minute => '*/5'", "*/5 * * * *"),
        ("minute => 0, hour => undef, month => 'march'", "0 * * mar *"),
        ("minute => ['0', '30'], weekday => 'Sun'", "0,30 * * * Sun"),
        ("special => absent, minute => Integer('7')", "7 * * * *"),
        ('minute => "a\\"b"', '"'),
        ("minute => 0, monthday => $x['day']", "0 * $x['day'] * *"),
        ("minute => $a::b::c", "${a::b::c} * * * *"),
        ("minute => $nowhere", "${nowhere} * * * *"),
        ("minute => lookup('a::b')", "lookup('a::b') * * * *"),
        ("minute => 3 + 4", "3 + 4 * * * *"),
        ('minute => "${fqdn_rand(5)}${$x}${x[1]}${undefined}"', "0${x}"),
    ],
)
def test_fields_of_a_cron_resource(attributes, expression):
    [told] = expressions(puppet_cron, MANIFEST, f"cron {{ 'x': {attributes}, command => 'true' }}")
    assert expression in told


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("$x = $::a::b::hour\ncron { 'x': hour => $x }", "* ${a::b::hour} * * *"),
        ("cron { 'x': hour => \"${z['k']}\" }", "* ${z['k']} * * *"),
        ("$x = undef\ncron { 'x': hour => \"${x}4\" }", "* 4 * * *"),
    ],
)
def test_what_a_variable_leads_to(code, told):
    assert expressions(puppet_cron, MANIFEST, f"class a {{\n{code}\n}}") == [told]


def test_a_variable_that_names_itself_ends():
    [told] = expressions(puppet_cron, MANIFEST, "class a { $x = $y\n $y = $x\n cron { 'x': hour => $x } }")
    assert told.startswith("* ")


def test_an_interval_that_names_itself_ends():
    text = "class a { $x = $y\n $y = $x\n systemd::timer::job { 'x': interval => $x } }"
    assert len(expressions(puppet_timer, MANIFEST, text)) == 1


def test_several_timers_of_an_array_in_a_variable():
    text = """class a {
  $all = ['daily', 'weekly']
  systemd::timer::job { 'x': interval => $all, command => 'true' }
}"""
    assert expressions(puppet_timer, MANIFEST, text) == ["daily", "weekly"]


def test_a_lookup_of_a_define_with_undef_is_every():
    text = "define a::b($minute = undef, $other = undef) { }\nclass a::c($hour = 3, $far = hiera('x::y')) { }"
    told = {one.name: one.value for one in found(puppet_hiera_values, MANIFEST, text)}
    assert told == {"a::b::minute": "*", "a::c::hour": "3", "a::c::far": "%{lookup('x::y')}"}


def test_hiera_tells_plain_values_only():
    text = "---\na::b: 3 # c\n'a::c': \"x y\"\na::d: [1, '2']\na::e: |\n  x\na::f: {x: 1}\na::g:\n  h: 1\n"
    told = {one.name: one.value for one in found(puppet_hiera_values, "data/hosts/x.yaml", text)}
    assert told == {"a::b": "3", "a::c": "x y", "a::d": "1,2"}
    assert all(one.conditional for one in found(puppet_hiera_values, "data/hosts/x.yaml", text))
    assert not any(one.conditional for one in found(puppet_hiera_values, "data/common.yaml", text))


def test_where_hiera_asks():
    paths = ["a/manifests/b.pp", "m/a/manifests/b.pp", "a/manifests/init.pp", "data/x/y.yaml", "data/common.yaml"]
    assert list(HIERA.holders("a::b::c", "z.pp", paths)) == [*paths[:2], "data/common.yaml", "data/x/y.yaml"]
    assert next(iter(HIERA.holders("a::c", "z.pp", paths))) == "a/manifests/init.pp"
    assert list(HIERA.holders("a/templates/x.erb@y", "z.pp", paths)) == ["a/manifests/b.pp", "a/manifests/init.pp"]
    assert list(HIERA.holders("", "z.pp", paths)) == []


def test_where_chef_asks():
    paths = ["x/attributes/default.rb", "b/attributes/default.rb", "a/attributes/default.rb", "a/recipes/x.rb"]
    assert list(CHEF.holders("b.c", "x/recipes/x.rb", paths)) == paths[:3]
    assert list(CHEF.holders("", "x/recipes/x.rb", paths)) == []


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("minute '5'", "5 * * * *"),
        ("minute 5", "5 * * * *"),
        ("minute [1, 2]", "1,2 * * * *"),
        ("minute node['a']", "node['a'] * * * *"),
        ("minute other['a']", "other['a'] * * * *"),
        ("minute node[key]", "node[key] * * * *"),
        ('minute "#{1}\\n#{}"', "1 * * * *"),
        ("minute x.map(&:y)", "x.map(&:y) * * * *"),
        ("minute nil", "* * * * *"),
        ("minute ()", "() * * * *"),
    ],
)
def test_fields_of_a_chef_resource(code, text):
    told = expressions(chef, "recipes/x.rb", f"cron 'x' do\n  {code}\n  command 'true'\nend\n")
    assert [one.split(" * ")[0] for one in told] == [text.split(" * ")[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/var/log/x {\n daily\n}\n", ["daily"]),
        ("/var/log/x {\n daily\n weekly\n}\n", ["weekly"]),
        ("/var/log/x {\n size 1M\n weekly\n}\n", ["weekly"]),
        ("/var/log/x {\n # daily\n}\n", []),
        ("/var/log/x { weekly }\n/var/log/y {\n monthly\n}\n", ["weekly", "monthly"]),
        ("/var/log/x { weekly\n rotate 3\n}\n", ["weekly"]),
        ("/var/log/{a,b}.log {\n daily\n}\n", ["daily"]),
        ("daily\n", []),
        ("/var/log/x\n{\n hourly\n postrotate\n weekly\n endscript\n}\n", ["hourly"]),
        ("/var/log/x {\n <%= @interval %>\n}\n", ["<%= @interval %>"]),
        ("/var/log/x {\n {{ unknown }}\n}\n", []),
        ("/var/log/x {\n daily " + "x" * 20_000 + "\n}\n", []),
    ],
)
def test_logrotate_blocks(text, expected):
    assert expressions(logrotate, "etc/logrotate.d/x", text) == expected


def test_logrotate_retention_says_its_unit():
    text = "/var/log/x {\n rotate 4\n maxage 30\n rotate all\n}\n"
    kept = [(one.value, one.unit) for one in found(logrotate, "x.logrotate", text) if isinstance(one, Control)]
    assert kept == [("4", "rotations"), ("30", "days")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('APT::Periodic::Unattended-Upgrade "1";', [("1", State.ACTIVE)]),
        ('apt::periodic::unattended-upgrade "2";', [("2", State.ACTIVE)]),
        (
            'APT::Periodic::Unattended-Upgrade "1";\nAPT::Periodic::Unattended-Upgrade "0";',
            [("every day", State.SUSPENDED)],
        ),
        ('APT::Periodic::Unattended-Upgrade "3h";', [("every 3 hours", State.ACTIVE)]),
        ('APT::Periodic::Unattended-Upgrade "soon";', [("soon", State.UNRESOLVED)]),
        ('APT::Periodic::Unknown "1"; Periodic', []),
        ("APT::Periodic { " * 20 + 'Unattended-Upgrade "1";', []),
    ],
)
def test_apt_counts_days(text, expected):
    told = found(apt_periodic, "etc/apt/apt.conf.d/x", text)
    assert [(one.expression, one.state) for one in told] == expected


@pytest.mark.parametrize(
    ("length", "text"), [("PT15M", "15m"), ("P1DT2H", "1d 2h"), ("PT30S", "30s"), ("", ""), ("x", "")]
)
def test_lengths_of_windows(length, text):
    assert span(length) == text


@pytest.mark.parametrize("text", ["<a>" * 200, "<a", "", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>StartInterval</a>"])
def test_hostile_xml_is_refused(text):
    with pytest.raises(Unreadable):
        found(launchd, "x.plist", text)


def test_an_erb_table_names_its_template():
    [fact] = found(crontab, "modules/a/templates/cron.d/x.erb", "<%= @m %> 3 * * * root /bin/true\n")
    assert [(one.language, one.variable) for one in fact.references] == [
        ("hiera", "modules/a/templates/cron.d/x.erb@m")
    ]


@pytest.mark.parametrize(
    ("mark", "language", "variable"),
    [
        ("<%= @m -%>", "hiera", "x.cron.erb@m"),
        ("<%= $a::b %>", "hiera", "a::b"),
        ("<%= scope['a::b'] %>", "hiera", "a::b"),
        ("<%= scope.lookupvar('::a::b') %>", "hiera", "a::b"),
        ("<%= @m.to_s %>", "hiera", ""),
        ("<%= node['a']['b'] %>", "chef", "a.b"),
        ("<%= @node[:a][:b] %>", "chef", "a.b"),
    ],
)
def test_what_erb_asks_for(mark, language, variable):
    [fact] = found(crontab, "x.cron.erb", f"{mark} 3 * * * /bin/true\n")
    assert [(one.language, one.variable) for one in fact.references] == [(language, variable)]


def test_variables_that_double_at_each_step_end():
    text = "".join(f'$v{n} = "${{v{n + 1}}}${{v{n + 1}}}"\n' for n in range(40))
    assert len(expressions(puppet_cron, MANIFEST, f"class a {{\n{text}cron {{ 'x': hour => $v0 }} }}")) == 1


def test_block_comments_of_powershell_hold_no_trigger():
    text = "<# New-ScheduledTaskTrigger -Daily -At 1am #>\nNew-ScheduledTaskTrigger -Daily -At 2am <# never closed"
    assert [one.place.line for one in found(windows_script, "x.ps1", text)] == [2]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("content <<~E\n  [Timer]\n  OnCalendar=daily\nE\n", ["daily"]),
        ("content <<~E\n  [Timer]\n  OnCalendar=#{node['x']}\nE\n", ["#{node['x']}"]),
        ("content <<~E", []),
        ("content('Timer' => { 'OnCalendar' => nil, 'OnUnitActiveSec' => '1h' })", ["1h"]),
    ],
)
def test_timers_of_chef(content, told):
    text = f"systemd_unit 'x.timer' do\n  {content}\nend\n"
    assert expressions(chef, "recipes/x.rb", text) == told


_EVERYTHING = [
    (puppet_cron, MANIFEST),
    (puppet_timer, MANIFEST),
    (puppet_logrotate, MANIFEST),
    (puppet_files, MANIFEST),
    (puppet_hiera_values, MANIFEST),
    (puppet_hiera, "data/common.yaml"),
    (puppet_hiera_values, "data/common.yaml"),
    (chef, "recipes/x.rb"),
    (chef_values, "attributes/x.rb"),
    (salt, "x.sls"),
    (nix, "x.nix"),
    (logrotate, "etc/logrotate.d/x"),
    (logrotate, "x.logrotate.erb"),
    (anacron, "etc/anacrontab"),
    (apt_periodic, "apt.conf.d/x"),
    (launchd, "x.plist"),
    (windows_task, "x.xml"),
    (windows_script, "x.ps1"),
    (systemd_run, "x.sh"),
    (cron_drawn, "defaults/main.yml"),
    (crontab, "x.cron.erb"),
]
_BITS = st.sampled_from(
    [
        *(
            "cron",
            "{",
            "}",
            "'x'",
            ":",
            "hour",
            "=>",
            "3",
            ",",
            "[",
            "]",
            "$x",
            "=",
            "class a (",
            ")",
            "define b {",
            "\n",
        ),
        *(
            '"',
            "${x}",
            "do",
            "end",
            "minute",
            "node['a']",
            "systemd_unit 'x.timer'",
            "content",
            "<<~E",
            "E",
            "daily",
            " ",
        ),
        *(
            "- ",
            "cron.present:",
            "schedule:",
            "function: x",
            "when:",
            "timerConfig",
            "OnCalendar",
            ";",
            "#",
            "/*",
            "''",
        ),
        *("/var/log/x {", "rotate 4", "size", "postrotate", "APT::Periodic::", "<", ">", "<dict>", "<key>", "</key>"),
        *("New-ScheduledTaskTrigger", "-Daily", "-At", "3am", "schtasks /create", "/sc", "weekly", "`\n", "<%= @x %>"),
        *("systemd-run", "--on-calendar=", "\\\n", "{{ x | random(seed=1) }}", "command: y", "interval", "{'start' =>"),
    ]
)


@given(text=st.one_of(st.lists(_BITS, max_size=60).map("".join), st.lists(_BITS, max_size=60).map(" ".join), st.text()))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_facts_with_real_lines(text):
    for extractor, path in _EVERYTHING:
        source = Source(path, text.encode("utf-8", "surrogatepass"))
        try:
            for one in extractor.extract(source):
                assert isinstance(one, Definition) or assert_real(one, source) is None
        except Unreadable:
            pass


def test_nix_leaves_out_what_no_person_nests_or_names() -> None:
    deep, long = "[ " * 60, "a" * 3000
    text = f'startAt = {deep}"daily"; {"] " * 60} "{long}".startAt = "weekly"; a.startAt = "monthly";'
    assert expressions(nix, "a.nix", text) == ["monthly"]
