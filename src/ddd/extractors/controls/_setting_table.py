"""Which lines of which programs' configuration files are controls. A line per setting, the manual beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ddd.extractors.controls._words import (
    AUDIT_LOG,
    BACKUP_ENCRYPTION,
    BACKUP_RETENTION,
    DATA_RETENTION,
    LOG_RETENTION,
    copies,
)


@dataclass(frozen=True, slots=True)
class Setting:
    """One kind of setting."""

    key: re.Pattern[str]
    """Matches the whole name."""
    control: str
    unit: str | Callable[[str], str] = ""
    """Where the value has none of its own; or what makes it of the name."""
    value: re.Pattern[str] | None = None
    """What the value must look like; None: an amount."""


@dataclass(frozen=True, slots=True)
class Program:
    """The files of one program."""

    name: str
    paths: re.Pattern[str]
    """Found anywhere in the installed path."""
    settings: tuple[Setting, ...]
    separator: str = "="
    """`=`, or a blank where the value follows the name after blanks."""


def _set(
    key: str, control: str, unit: str | Callable[[str], str] = "", value: str | None = None, *, case: bool = True
) -> Setting:
    return Setting(
        re.compile(key, 0 if case else re.IGNORECASE),
        control,
        unit,
        re.compile(value, re.IGNORECASE) if value else None,
    )


def _period(name: str) -> str:
    """Return the unit of a name that ends in a period, or holds one: `TIMELINE_LIMIT_DAILY`."""
    found = re.search(r"hourly|daily|weekly|monthly|quarterly|yearly", name.lower())
    return copies(found[0]) if found else "copies"


_ANY = r"(?=.*\S)[^\n]{1,200}"
_ON = r"on|true|yes|1"

PROGRAMS = (
    # https://rsnapshot.org/rsnapshot/docs/docbook/rest.html
    Program(
        "rsnapshot",
        re.compile(r"rsnapshot[^/]*$"),
        (_set(r"(?:retain|interval)\s+\w+", BACKUP_RETENTION, _period),),
        " ",
    ),
    # https://pgbackrest.org/configuration.html#section-repository
    Program(
        "pgbackrest",
        re.compile(r"pgbackrest[^/]*\.(?:conf|cfg)$|pgbackrest[^/]*/[^/]*\.conf$"),
        (
            _set(r"repo\d{1,3}-retention-(?:full|diff|archive|history)", BACKUP_RETENTION),
            _set(r"repo\d{1,3}-cipher-type", BACKUP_ENCRYPTION, "", r"aes-\S+"),
        ),
    ),
    # https://docs.pgbarman.org/
    Program(
        "barman",
        re.compile(r"barman[^/]*(?:/[^/]+)*\.conf$"),
        (
            _set(
                r"retention_policy|wal_retention_policy",
                BACKUP_RETENTION,
                "",
                r"(?:recovery window of|redundancy)? ?\w.{0,60}",
            ),
            _set(r"minimum_redundancy", BACKUP_RETENTION, "copies"),
        ),
    ),
    # https://github.com/jimsalterjrs/sanoid/wiki/Sanoid#options
    Program(
        "sanoid",
        re.compile(r"sanoid[^/]*\.conf$"),
        (_set(r"(?:frequent|hour|dai|week|month|year)ly|frequently", BACKUP_RETENTION, _period),),
    ),
    # snapper-configs(5)
    Program(
        "snapper",
        re.compile(r"snapper[^/]*(?:/[^/]+)*/?[^/]*$"),
        (_set(r"TIMELINE_LIMIT_\w+|NUMBER_LIMIT(?:_IMPORTANT)?", BACKUP_RETENTION, _period),),
    ),
    # btrbk.conf(5)
    Program(
        "btrbk",
        re.compile(r"btrbk[^/]*(?:/[^/]+)*\.conf$"),
        (
            _set(
                r"(?:snapshot|target|archive)_preserve(?:_min)?",
                BACKUP_RETENTION,
                "",
                r"(?:\d{1,5}|\*)[hdwmy](?: .{1,60})?|all",
            ),
        ),
        " ",
    ),
    # https://docs.bareos.org/Configuration/Director.html
    Program(
        "bareos",
        re.compile(r"(?:bareos|bacula)[^/]*(?:/[^/]+)*\.(?:conf|cfg)$"),
        (_set(r"(?:file|job|volume) ?retention", BACKUP_RETENTION, "", r"\d.{0,30}", case=False),),
    ),
    # http://duply.net/
    Program(
        "duply",
        re.compile(r"duply[^/]*/(?:[^/]+/)*conf[^/]*$"),
        (
            _set(r"MAX_AGE|MAX_FULLBKP_AGE", BACKUP_RETENTION),
            _set(r"MAX_FULL_BACKUPS|MAX_FULLS_WITH_INCRS", BACKUP_RETENTION, "copies"),
        ),
    ),
    # https://sourceforge.net/projects/automysqlbackup/ and its sister for PostgreSQL
    Program(
        "automysqlbackup",
        re.compile(r"auto(?:my|postgre)sqlbackup[^/]*(?:/[^/]+)*$"),
        (_set(r"CONFIG_rotation_\w+|BR(?:DAILY|WEEKLY|MONTHLY)", BACKUP_RETENTION, "days"),),
    ),
    # journald.conf(5)
    Program(
        "journald",
        re.compile(r"journald\.conf(?:\.d/[^/]+)?$"),
        (_set(r"MaxRetentionSec|SystemMaxUse|RuntimeMaxUse|MaxFileSec", LOG_RETENTION),),
    ),
    # auditd.conf(5)
    Program(
        "auditd",
        re.compile(r"auditd\.conf$"),
        (
            _set(r"num_logs", LOG_RETENTION, "files"),
            _set(r"max_log_file", LOG_RETENTION, "MB a file"),
            _set(r"(?:max_log_file|(?:admin_)?space_left|disk_full|disk_error)_action", AUDIT_LOG, "", r"\w{3,20}"),
        ),
    ),
    # https://www.postgresql.org/docs/current/runtime-config-logging.html, https://github.com/pgaudit/pgaudit
    Program(
        "postgresql",
        re.compile(r"postgres[^/]*\.conf(?:\.d/[^/]+)?$|postgresql[^/]*/(?:[^/]+/)*[^/]*\.conf$"),
        (
            _set(r"log_statement", AUDIT_LOG, "", r"'?(?:ddl|mod|all)'?"),
            _set(r"pgaudit\.log", AUDIT_LOG, "", _ANY),
            _set(r"log_(?:dis)?connections", AUDIT_LOG, "", _ON),
            _set(r"shared_preload_libraries", AUDIT_LOG, "", r".{0,100}pgaudit.{0,100}"),
        ),
    ),
    # https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html
    Program(
        "mysql",
        re.compile(r"(?:my|mysqld?|mariadb|server)[^/]*\.cnf$"),
        (
            _set(r"expire[_-]logs[_-]days", LOG_RETENTION, "days"),
            _set(r"binlog[_-]expire[_-]logs[_-]seconds", LOG_RETENTION, "seconds"),
            _set(r"general[_-]log", AUDIT_LOG, "", _ON),
            _set(r"(?:server_)?audit[_-]log(?:ging|[_-]policy|[_-]format)?|server_audit_events", AUDIT_LOG, "", _ANY),
        ),
    ),
    # https://kafka.apache.org/documentation/#brokerconfigs
    Program(
        "kafka",
        re.compile(r"(?:server|kafka|broker)[^/]*\.properties$"),
        (
            _set(r"log\.retention\.hours", DATA_RETENTION, "hours"),
            _set(r"log\.retention\.minutes", DATA_RETENTION, "minutes"),
            _set(r"log\.retention\.ms", DATA_RETENTION, "milliseconds"),
            _set(r"log\.retention\.bytes", DATA_RETENTION, "bytes"),
        ),
    ),
    # https://graphite.readthedocs.io/en/stable/config-carbon.html#storage-schemas-conf
    Program(
        "carbon",
        re.compile(r"storage-schemas[^/]*$"),
        (_set(r"retentions", DATA_RETENTION, "", r"\d{1,9}[a-z]?:\d.{0,200}"),),
    ),
    # https://archivedocs.graylog.org/en/latest/pages/configuration/server.conf.html
    Program(
        "graylog",
        re.compile(r"graylog[^/]*(?:/[^/]+)*\.conf$"),
        (
            _set(r"elasticsearch_max_number_of_indices", LOG_RETENTION, "indices"),
            _set(r"elasticsearch_max_time_per_index", LOG_RETENTION),
        ),
    ),
    # sshd_config(5)
    Program(
        "sshd", re.compile(r"sshd_config(?:\.d/[^/]+)?$"), (_set(r"LogLevel", AUDIT_LOG, "", r"VERBOSE|DEBUG\d?"),), " "
    ),
)
"""Programs whose settings have names of their own; others are known by the words of `_keys`."""

LITERALS = (
    *("retain", "interval", "minimum_redundancy", "hourly", "daily", "weekly", "TIMELINE_LIMIT", "NUMBER_LIMIT"),
    *("_preserve", "MAX_AGE", "MAX_FULL", "rotation_", "BRDAILY", "SystemMaxUse", "MaxRetentionSec", "RuntimeMaxUse"),
    *("num_logs", "max_log_file", "space_left", "log_statement", "pgaudit", "general_log", "general-log", "audit_log"),
    *("expire_logs", "expire-logs", "cipher-type", "elasticsearch_max_", "VERBOSE", "log_connections", "server_audit"),
    "MaxFileSec",
)
