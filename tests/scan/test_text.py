"""What is shown: no secret, no control character, no long line."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ddd.scan import secrets
from ddd.scan.text import EXCERPT_LENGTH, excerpt, masked, shown, visible


@pytest.mark.parametrize(
    ("line", "safe"),
    [
        ("password: hunter2", "password: ***"),
        ("DB_PASSWORD=hunter2 ./run", "DB_PASSWORD=*** ./run"),
        ('export API_KEY="abc123"', 'export API_KEY="***"'),
        ("mysqldump --password=hunter2 -u root db", "mysqldump --password=*** -u root db"),
        ("mysqldump -uroot -phunter2 db", "mysqldump -uroot -p*** db"),
        ("curl --token abc123 https://x", "curl --token *** https://x"),
        ("curl https://user:hunter2@example.com/x", "curl https://user:***@example.com/x"),
        ("git clone https://oauth2:s3cr3t@example.com/a.git", "git clone https://oauth2:***@example.com/a.git"),
        ("key AKIAIOSFODNN7EXAMPLE here", "key *** here"),
        ("docker login -u x -p hunter2 example.com", "docker login -u x -p *** example.com"),
        ("zip -P hunter2 a.zip b", "zip -P *** a.zip b"),
        ("7z a -phunter2 a.7z b", "7z a -p*** a.7z b"),
        ("openssl enc -aes-256-cbc -k hunter2 -in a", "openssl enc -aes-256-cbc -k *** -in a"),
        ("openssl rsa -passin pass:hunter2", "openssl rsa -passin pass:***"),
        ("curl --oauth2-bearer hunter2 https://x", "curl --oauth2-bearer *** https://x"),
        ("smbclient -U bob%hunter2 //a/b", "smbclient -U bob%*** //a/b"),
        ("schtasks /create /ru bob /rp hunter2 /tn x", "schtasks /create /ru bob /rp *** /tn x"),
        ("curl https://x.webhook.office.com/webhookb2/12345678-abc", "curl https://x.webhook.office.com/webhookb2/***"),
        ("curl https://kuma.example.com/api/push/a1b2c3d4e5", "curl https://kuma.example.com/api/push/***"),
        ("""'{"Authorization": "Bearer hunter2"}'""", """'{"Authorization": "Bearer ***"}'"""),
        ("ALTER ROLE x PASSWORD 'hunter2';", "ALTER ROLE x PASSWORD '***';"),
        (
            "ansible.builtin.cron name=API_KEY env=true job=hunter2",
            "ansible.builtin.cron name=API_KEY env=true job=***",
        ),
        ("token == 'hunter2x'", "token == '***'"),
        ('os.environ["TOKEN"] != "hunter2x"', 'os.environ["TOKEN"] != "***"'),
        ('headers: {Authorization: "Bearer hunter2"}', 'headers: {Authorization: "Bearer ***"}'),
        ("{name: Authorization, value: Bearer hunter2hunter2hunter2}", "{name: Authorization, value: Bearer ***}"),
        ('["mysqladmin", "-phunter2", "ping"]', '["mysqladmin", "-p***", "ping"]'),
        ('["redis-cli", "-a", "hunter two", "ping"]', '["redis-cli", "-a", "***", "ping"]'),
        ("https://x.example.com/hook?code=hunter2", "https://x.example.com/hook?code=***"),
        ("GH ghp_0123456789abcdefghij end", "GH *** end"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer ***"),
        ("-----BEGIN RSA PRIVATE KEY-----MIIE", "-----BEGIN RSA PRIVATE KEY-----***"),
        ("jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.SflKxw", "jwt ***"),
        ('"secret": "abc"', '"secret": "***"'),
        ('{"password":"abc"}', '{"password":"***"}'),
        ('--password="two words, and more"', '--password="***"'),
        ("BORG_PASSPHRASE='a b c' borg create", "BORG_PASSPHRASE='***' borg create"),
        ("MYSQL_PWD=abc mysqldump x", "MYSQL_PWD=*** mysqldump x"),
        ("SECRET_KEY=abc ./run", "SECRET_KEY=*** ./run"),
        ("run --pwd=abc --auth=def", "run --pwd=*** --auth=***"),
        ("x=${DB_PASSWORD:-abc}", "x=${DB_PASSWORD:-***}"),
        ("AccountName=a;AccountKey=abc==", "AccountName=a;AccountKey=***"),
        ("curl -fsS -u admin:abc https://x/y", "curl -fsS -u admin:*** https://x/y"),
        ("sshpass -p abc ssh x", "sshpass -p *** ssh x"),
        ("redis-cli -h x -a abc ping", "redis-cli -h x -a *** ping"),
        ("mongodump -u a -p abc --out x", "mongodump -u a -p *** --out x"),
        ("mysqldump -u root -p'abc' db", "mysqldump -u root -p'***' db"),
        ("ldapsearch -x -w abc -b dc=x", "ldapsearch -x -w *** -b dc=x"),
        ("Authorization: abcdef", "Authorization: ***"),
        ("https://0123456789abcdef0123@github.com/a", "https://***@github.com/a"),
        ("postgres://u:p@ss@host/db", "postgres://u:***@host/db"),
        ("curl https://hooks.slack.com/services/T0/B0/abcdef", "curl https://hooks.slack.com/services/***"),
        ("curl https://hc-ping.com/5a9f3c2e-1111", "curl https://hc-ping.com/***"),
        ("curl 'https://x/y?a=1&token=abc&b=2'", "curl 'https://x/y?a=1&token=***&b=2'"),
        (
            "-----BEGIN PRIVATE KEY-----\nMIIE\nabc\n-----END PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----***-----END PRIVATE KEY-----",
        ),
    ],
)
def test_secrets_are_masked(line: str, safe: str) -> None:
    assert masked(line) == safe


@pytest.mark.parametrize(
    "line",
    [
        "password: '{{ vault_db_password }}'",
        "PASSWORD=$DB_PASSWORD ./run",
        "no_password: true",
        "token: null",
        "30 2 * * * root /usr/local/bin/rotate-tokens",
        "see https://example.com/path?x=1@2",
        "mysqldump -p db",
        "ssh -p 22 host",
        "unzip -p archive.zip file",
        "docker run -p 80:80 image",
        "curl https://example.com/api/pushed",
        "secret: !vault |",
        "the password must be changed",
        '[ "$auth" == "yes" ]',
        "auth == 'ldap'",
        "token == other",
    ],
)
def test_what_is_no_secret_stays(line: str) -> None:
    assert masked(line) == line


def test_control_and_bidirectional_characters_are_written_out() -> None:
    assert visible("a\x1b[31mb\u202ec\ud800\x85") == "a\\x1b[31mb\\u202ec\\ud800\\x85"
    assert visible("a\tb\nc") == "a\tb\nc"


def test_an_excerpt_is_one_short_line_around_its_column() -> None:
    long = "x" * 500 + "HERE" + "y" * 500
    assert excerpt("   30 2 * * * run  ") == "30 2 * * * run"
    assert len(excerpt(long)) == EXCERPT_LENGTH
    assert excerpt(long).endswith("…")
    assert "HERE" in excerpt(long, 501)


@given(st.text())
@example("https://a:b@c password=x")
def test_showing_twice_shows_the_same(text: str) -> None:
    once = shown(text)
    assert shown(once) == once


@given(st.text(), st.integers(1, 2000))
def test_an_excerpt_is_never_long_nor_invisible(line: str, column: int) -> None:
    shown_line = excerpt(line, column)
    assert len(shown_line) <= EXCERPT_LENGTH
    assert not set(shown_line) & set("\x00\x1b\x7f\u202e\u2066\u200b\ud800")


@given(
    st.from_regex(r"[a-z0-9]{8,20}", fullmatch=True),
    st.sampled_from(["password={}", "token: {}", "https://u:{}@h/", "--secret {}"]),
)
def test_a_secret_is_never_in_the_excerpt(secret: str, form: str) -> None:
    if secret not in form:
        assert secret not in excerpt("x" * 3 + " " + form.format(secret))


WORDS = """
password pass pwd secret token credentials auth api_key private-key key hash = : == != -- - -p -u -P -k http:// ://
@ : / mysql redis-cli -a sshpass mongo ldapsearch -w docker login lftp snmpget -c htpasswd -nb net use /user: mc
alias set zip 7z openssl -pass pass: --oauth2-bearer smbclient -U % Basic Bearer Authorization: hunter2 abc123DEF456
{{ $x <value> ' \" \u212a \u00e9 ${DB_PASSWORD:- } name=token value= job= PASSWORD AKIAIOSFODNN7EXAMPLE sk-
ghp_0123456789abcdefghij hc-ping.com/ hooks.slack.com/services/ -----BEGIN RSA PRIVATE KEY----- ?sig= &code=
""".split()  # noqa: SIM905  to be read


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=12), st.sampled_from(["", " "]))
def test_the_quick_looks_hide_nothing_from_the_patterns(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    every = secrets._TOKENS.sub(secrets.MASK, text)
    for pattern in secrets._patterns():
        if text.isascii() and pattern.search(every):
            assert secrets._closer().search(every), pattern.pattern
    if not secrets._TOKEN_HINT.search(text.encode("utf-8", "surrogatepass")):
        assert secrets._TOKENS.search(text) is None


@pytest.mark.parametrize(
    ("pattern", "loose"),
    [
        (r"a(?=b)c", r"ac"),
        (r"a(?![()]\)(x))c{2,30}", r"ac{2,}"),
        (r"(?P<keep>[^]()]\(?:x))", r"(?P<keep>[^]()]\(?:x))"),
        (r"\(?=a", r"\(?=a"),
    ],
)
def test_a_looser_pattern_does_not_look_ahead(pattern: str, loose: str) -> None:
    assert secrets.looser(pattern) == loose
