"""Fifty and more kinds of secrets as repositories hold them, each with a value that occurs nowhere else.

The values are made here, never written down: what looks like a token in a file is reported by those who scan for such.
"""

from __future__ import annotations

import base64
import hashlib
import string
from dataclasses import dataclass

_SIGNS = string.ascii_letters + string.digits


def made(kind: str, length: int, signs: str = _SIGNS) -> str:
    """Return a value that only this kind has."""
    found, number = "", 0
    while len(found) < length:
        digest = hashlib.sha256(f"{kind}/{number}".encode()).digest()
        found += "".join(signs[byte % len(signs)] for byte in digest)
        number += 1
    return found[:length]


@dataclass(frozen=True)
class Kind:
    name: str
    line: str
    """What stands in the file; `{}` is the secret."""
    secret: str


def _kind(name: str, line: str, length: int = 24, before: str = "", signs: str = _SIGNS) -> Kind:
    return Kind(name, line, before + made(name, length, signs))


_HEX = "0123456789abcdef"
_UPPER = string.ascii_uppercase + string.digits

KINDS = (
    # Tokens that say themselves what they are.
    _kind("aws-access-key", "aws configure set id {}", 16, "AK" + "IA", _UPPER),
    _kind("aws-temporary-key", "aws sts use {}", 16, "AS" + "IA", _UPPER),
    _kind("github", "gh auth {}", 36, "gh" + "p_"),
    _kind("github-app", "gh app {}", 36, "gh" + "s_"),
    _kind("github-fine", "gh fine {}", 60, "github" + "_pat_"),
    _kind("gitlab", "glab {}", 20, "gl" + "pat-"),
    _kind("gitlab-deploy", "glab deploy {}", 20, "gl" + "dt-"),
    _kind("gitlab-runner", "gitlab-runner register {}", 20, "gl" + "rt-"),
    _kind("slack-bot", "slack post {}", 40, "xo" + "xb-"),
    _kind("slack-app", "slack listen {}", 40, "xa" + "pp-1-"),
    _kind("google-api", "maps fetch {}", 35, "AI" + "za"),
    _kind("google-oauth", "gcloud use {}", 60, "ya" + "29."),
    _kind("stripe", "stripe charge {}", 24, "sk_" + "live_"),
    _kind("stripe-restricted", "stripe read {}", 24, "rk_" + "live_"),
    _kind("sendgrid", "sendmail-api {}", 43, "SG" + "." + made("sg", 22) + "."),
    _kind("npm", "npm-publish {}", 36, "np" + "m_"),
    _kind("pypi", "twine-upload {}", 70, "py" + "pi-AgEIcHlwaS5vcmc"),
    _kind("docker-hub", "hub push {}", 27, "dckr" + "_pat_"),
    _kind("digitalocean", "doctl use {}", 64, "dop" + "_v1_", _HEX),
    _kind("vault", "vault use {}", 24, "hv" + "s."),
    _kind("terraform-cloud", "tfc use {}", 60, made("tfc", 14) + ".atlas" + "v1."),
    _kind("new-relic", "nr deploy {}", 27, "NR" + "AK-", _UPPER),
    _kind("grafana", "grafana push {}", 40, "gl" + "sa_"),
    _kind("shopify", "shop sync {}", 32, "shp" + "at_", _HEX),
    _kind("openai", "ask {}", 40, "sk" + "-proj-"),
    _kind("anthropic", "ask-again {}", 40, "sk" + "-ant-api03-"),
    _kind("hugging-face", "hf pull {}", 34, "h" + "f_"),
    _kind("databricks", "dbx run {}", 32, "dap" + "i", _HEX),
    _kind("linear", "linear close {}", 40, "lin" + "_api_"),
    _kind("age-key", "age -d {}", 58, "AGE-SECRET" + "-KEY-1", _UPPER),
    _kind("jwt", "call {}", 43, "ey" + "JhbGciOiJIUzI1NiJ9.ey" + "JzdWIiOiIxIn0."),
    _kind("telegram", "curl https://api.telegram.org/bot{}/sendMessage", 35, "123456789:"),
    # Addresses that are keys.
    _kind("slack-webhook", "curl https://hooks.slack.com/services/{}", 24, "T01234567/B01234567/"),
    _kind("slack-workflow", "curl https://hooks.slack.com/workflows/{}", 24, "T01234567/A01234567/"),
    _kind("discord-webhook", "curl https://discord.com/api/webhooks/{}", 60, "123456789012345678/"),
    _kind("teams-webhook", "curl https://acme.webhook.office.com/webhookb2/{}", 30),
    _kind("healthchecks", "curl https://hc-ping.com/{}", 32, "", _HEX),
    _kind("sentry-dsn", "sentry use https://{}@o123.ingest.sentry.io/1", 32, "", _HEX),
    _kind("pagerduty-address", "curl https://events.pagerduty.com/integration/{}/enqueue", 32, "", _HEX),
    _kind("azure-sas", "azcopy copy 'https://acme.blob.core.windows.net/a?sv=2022&sig={}'", 43),
    _kind("signed-address", "wget 'https://acme.s3.amazonaws.com/a?X-Amz-Signature={}'", 64, "", _HEX),
    _kind("postgres-url", "pg_dump postgres://ops:{}@db.example.com/app"),
    _kind("redis-url", "redis-check redis://:{}@cache.example.com:6379/0"),
    _kind("mongodb-url", "mongoexport mongodb+srv://ops:{}@db.example.com/app"),
    _kind("amqp-url", "rabbit-check amqp://ops:{}@mq.example.com/"),
    # Command lines.
    _kind("password-option", "mysqldump --password={} -u root app"),
    _kind("mysql-p", "mysqldump -uroot -p{} app"),
    _kind("sshpass", "sshpass -p {} ssh backup@example.com"),
    _kind("curl-user", "curl -u ops:{} https://example.com/dump"),
    _kind("wget-password", "wget --user=ops --password={} https://example.com/dump"),
    _kind("http-password", "wget --http-password={} https://example.com/dump"),
    _kind("lftp-user", "lftp -u ops,{} ftp.example.com"),
    _kind("openssl-pass", "openssl enc -d -pass pass:{} -in dump.enc"),
    _kind("gpg-passphrase", "gpg --batch --passphrase {} -d dump.gpg"),
    _kind("ldap-bind", "ldapsearch -x -w {} -b dc=example"),
    _kind("redis-a", "redis-cli -h cache -a {} bgsave"),
    _kind("snmp-community", "snmpget -v2c -c {} switch.example.com sysUpTime.0"),
    _kind("snmp-auth", "snmpget -v3 -u ops -A {} switch.example.com sysUpTime.0"),
    _kind("htpasswd", "htpasswd -b /etc/htpasswd ops {}"),
    _kind("net-use", "net use Z: //files/backup /user:ops {}"),
    _kind("bearer", "curl -H 'Authorization: Bearer {}' https://example.com/dump"),
    _kind("basic", "curl -H 'Authorization: Basic {}' https://example.com/dump"),
    _kind("private-token", "curl -H 'PRIVATE-TOKEN: {}' https://example.com/dump"),
    _kind("x-api-key", "curl -H 'X-Api-Key: {}' https://example.com/dump"),
    _kind("query-token", "curl 'https://example.com/dump?token={}&all=1'"),
    _kind("mc-alias", "mc alias set backup https://s3.example.com acme {}"),
    # Settings.
    _kind("pgpassword", "PGPASSWORD={} pg_dump app"),
    _kind("restic-password", "RESTIC_PASSWORD={} restic backup /srv"),
    _kind("borg-passphrase", "BORG_PASSPHRASE='{}' borg create /srv"),
    _kind("aws-secret-key", "AWS_SECRET_ACCESS_KEY={} aws s3 sync /srv s3://acme", 40),
    _kind("azure-client-secret", "ARM_CLIENT_SECRET={} terraform apply"),
    _kind("storage-account-key", "AccountName=acme;AccountKey={};EndpointSuffix=core.windows.net", 86),
    _kind("sql-connection", "sqlcmd 'Server=db;User Id=ops;Pwd={};'"),
    _kind("jdbc", "java -jar dump.jar jdbc:postgresql://db/app?user=ops&password={}"),
    _kind("datadog-key", "DD_API_KEY={} datadog-agent check", 32, "", _HEX),
    _kind("django-key", "SECRET_KEY={} ./manage.py clearsessions", 50),
    _kind("encryption-key", "ENCRYPTION_KEY={} ./rotate", 32, "", _HEX),
    _kind("shadow-hash", "usermod -p '{}' ops", 60, "$6$saltsalt$"),
    _kind("bcrypt-hash", "htpasswd-set '{}'", 53, "$2y$10$"),
)

_KEYS = {"rsa": "RSA ", "ec": "EC ", "openssh": "OPENSSH ", "pkcs8": "", "encrypted": "ENCRYPTED ", "dsa": "DSA "}


def private_keys() -> list[tuple[str, str]]:
    """Return private keys in PEM, of several kinds, with a part of each that nothing else has."""
    found = []
    for name, word in _KEYS.items():
        body = base64.b64encode(made(f"key {name}", 96).encode()).decode()
        lines = "\n".join(body[n : n + 64] for n in range(0, len(body), 64))
        begin, end = f"-----BEGIN {word}PRIVATE KEY-----", f"-----END {word}PRIVATE KEY-----"
        found.append((f"{begin}\n{lines}\n{end}\n", body[:60]))
    armoured = base64.b64encode(made("key pgp", 96).encode()).decode()
    pgp = "PGP PRIVATE KEY BLOCK"
    found.append((f"-----BEGIN {pgp}-----\n\n{armoured[:64]}\n-----END {pgp}-----\n", armoured[:60]))
    return found
