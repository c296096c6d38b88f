"""The words of Ansible: which keys are keywords and which are modules, and what stands in `key=value` strings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yaml.nodes import Node, ScalarNode, SequenceNode

from ddd.scan.yaml_nodes import scalar, sequence

_MAX_STRING = 10_000


def _words_in(text: str) -> frozenset[str]:
    return frozenset(text.split())


PLAY_KEYWORDS = _words_in(
    """any_errors_fatal become become_method become_user collections connection environment force_handlers
    gather_facts gather_subset handlers ignore_errors import_playbook max_fail_percentage module_defaults order
    post_tasks pre_tasks remote_user roles serial strategy sudo tasks vars vars_files vars_prompt"""
)
TASK_KEYWORDS = _words_in(
    """always always_run any_errors_fatal args async become become_exe become_flags become_method become_user
    changed_when check_mode collections connection debugger delay delegate_facts delegate_to diff environment
    failed_when first_available_file gather_facts ignore_errors ignore_unreachable listen loop loop_control
    max_fail_percentage module_defaults name no_log notify poll port register remote_user rescue retries run_once
    static su su_user sudo sudo_user tags throttle timeout transport until vars when"""
)
KNOWN_MODULES = _words_in(
    """acl add_host alternatives apk apt apt_key apt_repository archive assemble assert async_status at
    authorized_key blockinfile command composer copy cron cronvar deb822_repository debconf debug dnf dnf5
    docker_compose docker_container docker_image docker_network docker_volume dpkg_selections expect fail fetch
    file filesystem find firewalld gather_facts gem get_url getent git git_config group group_by helm homebrew
    hostname htpasswd import_playbook import_role import_tasks include include_role include_tasks include_vars
    ini_file iptables java_keystore k8s kernel_blacklist known_hosts ldap_attr ldap_entry lineinfile locale_gen
    logrotate lvg lvol lxd_container make meta modprobe mongodb_user mount mysql_db mysql_user nmcli npm
    openssl_certificate openssl_csr openssl_dhparam openssl_privatekey package package_facts pacman pam_limits
    parted pause ping pip postgresql_db postgresql_ext postgresql_privs postgresql_query postgresql_user proxmox
    rabbitmq_user raw reboot redhat_subscription replace rhsm_repository rpm_key script seboolean sefcontext
    selinux selinux_permissive service service_facts set_fact set_stats setup shell slack slurp snap stat
    subversion supervisorctl synchronize sysctl systemd systemd_service sysvinit tempfile template timezone ufw
    unarchive uri user validate_argument_spec wait_for wait_for_connection win_command win_copy win_feature
    win_file win_package win_reboot win_regedit win_scheduled_task win_service win_shell win_template xattr xml
    yum yum_repository zfs zypper zypper_repository"""
)
BUILTIN_MODULES = _words_in(
    """add_host apt apt_key apt_repository assemble assert async_status blockinfile command copy cron
    deb822_repository debconf debug dnf dnf5 dpkg_selections expect fail fetch file find gather_facts get_url getent
    git group group_by hostname import_playbook import_role import_tasks include_role include_tasks include_vars
    iptables known_hosts lineinfile meta mount_facts package package_facts pause ping pip raw reboot replace rpm_key
    script service service_facts set_fact set_stats setup shell slurp stat subversion systemd systemd_service sysvinit
    tempfile template unarchive uri user validate_argument_spec wait_for wait_for_connection yum yum_repository"""
)
FREE_FORM = frozenset({"command", "shell", "raw", "script", "win_command", "win_shell"})
FREE_FORM |= {f"ansible.windows.{name}" for name in ("win_command", "win_shell")}

_WORD = r"""(?: \{\{[^{}\n]{0,500}\}\} | \{%[^{}\n]{0,500}%\} | "(?:[^"\\]|\\.){0,4000}" | '[^']{0,4000}' | \S )"""
_TOKEN = re.compile(rf"(?xs) {_WORD}+")
_PAIR = re.compile(r"(?s)(?P<key>[A-Za-z_]\w*)=(?P<value>.*)")
_OPTION = re.compile(rf"(?xs) (?:^|(?<=\s)) (?P<key>chdir|creates|removes|executable|warn|stdin)= (?P<value>{_WORD}+)")
_TRUE = frozenset({"true", "yes", "on", "y", "t", "1"})
_FALSE = frozenset({"false", "no", "off", "n", "f", "0"})


@dataclass(frozen=True, slots=True)
class Value:
    """A key and what is given for it."""

    key: Node
    node: Node

    @property
    def text(self) -> str:
        """The text of a scalar; empty for null, lists and mappings."""
        return (scalar(self.node) or "").strip()

    @property
    def nodes(self) -> list[Node]:
        """The entries of a list; a single value is a list of one."""
        return sequence(self.node)

    @property
    def is_list(self) -> bool:
        """Whether a list is given."""
        return isinstance(self.node, SequenceNode)

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of a list of scalars, each on one line, empty ones left out."""
        texts = (one_line(scalar(node) or "") for node in self.nodes)
        return tuple(text for text in texts if text)

    @property
    def line(self) -> str:
        """The text on one line; of a list its entries."""
        return ", ".join(self.texts)

    def with_text(self, text: str) -> Value:
        """Return the same place with another text."""
        style = self.node.style if isinstance(self.node, ScalarNode) else None
        return Value(
            self.key, ScalarNode("tag:yaml.org,2002:str", text, self.node.start_mark, self.node.end_mark, style)
        )


def one_line(text: str) -> str:
    """Return `text` without line breaks and runs of blanks."""
    return " ".join(text.split())


def short(text: str, length: int = 200) -> str:
    """Return `text` on one line, cut to `length`."""
    text = one_line(text)
    return text if len(text) <= length else text[: length - 1] + "…"


def is_true(text: str) -> bool:
    """Whether Ansible takes the text for true."""
    return text.lower() in _TRUE


def is_false(text: str) -> bool:
    """Whether Ansible takes the text for false."""
    return text.lower() in _FALSE


def key_values(value: Value) -> dict[str, Value]:
    """Read `name="a b" minute=0 job={{ job }}`: words with `=` by their key, the rest under `_`."""
    found: dict[str, Value] = {}
    if not isinstance(value.node, ScalarNode):
        return found
    rest = []
    for word in _words(value.text):
        pair = _PAIR.fullmatch(word)
        if pair:
            found[pair["key"]] = value.with_text(_unquoted(pair["value"]))
        else:
            rest.append(word)
    return {**found, "_": value.with_text(" ".join(rest))} if rest else found


def free_form(value: Value) -> dict[str, Value]:
    """Read the string of a command module: options such as `chdir=` by their key, the command under `cmd`."""
    options = {match["key"]: value.with_text(_unquoted(match["value"])) for match in _OPTION.finditer(value.text)}
    return {**options, "cmd": value.with_text(_OPTION.sub("", value.text).strip())}


def _words(text: str) -> Iterator[str]:
    if len(text) <= _MAX_STRING:
        yield from _TOKEN.findall(text)


def _unquoted(text: str) -> str:
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1].replace('\\"', '"') if text[0] == '"' else text[1:-1]
    return text
