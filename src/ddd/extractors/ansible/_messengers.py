"""The modules of Ansible that tell people something."""

from __future__ import annotations

MESSENGERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "bearychat": ("bearychat", ("channel",)),
    "campfire": ("campfire", ("room",)),
    "cisco_webex": ("webex", ("recipient_id",)),
    "cisco_spark": ("webex", ("recipient_id",)),
    "discord": ("discord", ()),
    "flowdock": ("flowdock", ()),
    "grove": ("grove", ("service",)),
    "hipchat": ("hipchat", ("room",)),
    "irc": ("irc", ("channel", "nick_to")),
    "jabber": ("jabber", ("to",)),
    "mail": ("email", ("to", "cc", "bcc")),
    "matrix": ("matrix", ("room_id",)),
    "mattermost": ("mattermost", ("channel",)),
    "ms_teams": ("teams", ()),
    "msteams": ("teams", ()),
    "nexmo": ("sms", ("dest",)),
    "office_365_connector_card": ("teams", ()),
    "opsgenie_alert": ("opsgenie", ("responders",)),
    "pagerduty_alert": ("pagerduty", ("service_id", "name")),
    "pushbullet": ("pushbullet", ("channel", "device")),
    "pushover": ("pushover", ()),
    "rocketchat": ("rocketchat", ("channel",)),
    "sendgrid": ("email", ("to_addresses",)),
    "slack": ("slack", ("channel",)),
    "telegram": ("telegram", ("chat_id",)),
    "twilio": ("sms", ("to_numbers", "to_number")),
    "typetalk": ("typetalk", ("topic",)),
}
"""Module without its collection -> its channel, and the arguments that name the receivers.

Tokens and addresses that are secrets are left out.
"""
