"""Which attributes of which resources are controls: how long things are kept, what is recorded, encrypted, approved.

A line per resource type of the providers' documentation (https://registry.terraform.io/browse/providers).
"""

from __future__ import annotations

from collections.abc import Mapping

from ddd.extractors.controls._attributes import Attribute, Form
from ddd.extractors.controls._attributes import days as _days
from ddd.extractors.controls._attributes import flag as _flag
from ddd.extractors.controls._attributes import text as _text
from ddd.extractors.controls._words import (
    ACCESS_LOG,
    APPROVAL_GATE,
    ARTIFACT_RETENTION,
    AUDIT_LOG,
    BACKUP_RETENTION,
    BRANCH_PROTECTION,
    CHANGE_RECORD,
    DATA_ARCHIVING,
    DATA_RETENTION,
    DELETION_PROTECTION,
    ENCRYPTION_AT_REST,
    KEY_ROTATION,
    LOG_RETENTION,
    POINT_IN_TIME_RECOVERY,
    VERSIONING,
)

_THERE = Attribute("", AUDIT_LOG, "", Form.TEXT)
_DATABASE = (
    _days("backup_retention_period", BACKUP_RETENTION),
    _flag("storage_encrypted", ENCRYPTION_AT_REST),
    _flag("deletion_protection", DELETION_PROTECTION),
    _text("enabled_cloudwatch_logs_exports", AUDIT_LOG, "audit", "postgresql"),
)
_LIFECYCLE = (
    _days("expiration.days", DATA_RETENTION),
    _days("noncurrent_version_expiration.noncurrent_days", DATA_RETENTION),
    _days("noncurrent_version_expiration.days", DATA_RETENTION),
    _days("transition.days", DATA_ARCHIVING),
)
_AZURE_DATABASE = (
    _days("backup_retention_days", BACKUP_RETENTION),
    _days("short_term_retention_policy.retention_days", BACKUP_RETENTION),
    *(
        _text(f"long_term_retention_policy.{period}_retention", BACKUP_RETENTION)
        for period in ("weekly", "monthly", "yearly")
    ),
)
_AZURE_BACKUP = tuple(
    _days(f"retention_{period}.count", BACKUP_RETENTION, f"{period} copies")
    for period in ("daily", "weekly", "monthly", "yearly")
)
_AZURE_DATA = (
    _days("blob_properties.delete_retention_policy.days", DATA_RETENTION),
    _days("blob_properties.container_delete_retention_policy.days", DATA_RETENTION),
    _flag("blob_properties.versioning_enabled", VERSIONING),
)
_AZURE_AUDIT = (_days("retention_in_days", LOG_RETENTION), _THERE)
_SEARCH = (
    _flag("encrypt_at_rest.enabled", ENCRYPTION_AT_REST),
    _text("log_publishing_options.log_type", AUDIT_LOG, "audit_logs"),
)
_BALANCER = (
    _flag("access_logs.enabled", ACCESS_LOG),
    _flag("enable_deletion_protection", DELETION_PROTECTION),
)
_REVIEWS = (
    Attribute("required_pull_request_reviews.required_approving_review_count", APPROVAL_GATE, "approvals"),
    _flag("required_pull_request_reviews.require_code_owner_reviews", APPROVAL_GATE),
    _flag("enforce_admins", BRANCH_PROTECTION),
    _flag("require_signed_commits", BRANCH_PROTECTION),
    _flag("required_status_checks.strict", BRANCH_PROTECTION),
    _text("required_status_checks.contexts", BRANCH_PROTECTION),
)
_RULESET = (
    Attribute("rules.pull_request.required_approving_review_count", APPROVAL_GATE, "approvals"),
    _flag("rules.pull_request.require_code_owner_review", APPROVAL_GATE),
    _text("rules.required_status_checks.required_check.context", BRANCH_PROTECTION),
    _flag("rules.required_signatures", BRANCH_PROTECTION),
    _flag("rules.non_fast_forward", BRANCH_PROTECTION),
)
_RECOVERY = Attribute("recovery_window_in_days", DELETION_PROTECTION, "days", zero="deleted at once")
_SQL = "settings.backup_configuration"

CONTROLS: Mapping[str, tuple[Attribute, ...]] = {
    "aws_alb": _BALANCER,
    "aws_api_gateway_stage": (_text("access_log_settings.destination_arn", ACCESS_LOG),),
    "aws_apigatewayv2_stage": (_text("access_log_settings.destination_arn", ACCESS_LOG),),
    "aws_backup_plan": (
        _days("rule.lifecycle.delete_after", BACKUP_RETENTION),
        _days("rule.lifecycle.cold_storage_after", DATA_ARCHIVING),
        _days("rule.copy_action.lifecycle.delete_after", BACKUP_RETENTION),
    ),
    "aws_backup_vault": (_text("kms_key_arn", ENCRYPTION_AT_REST),),
    "aws_backup_vault_lock_configuration": (
        _days("min_retention_days", BACKUP_RETENTION),
        _days("max_retention_days", BACKUP_RETENTION),
    ),
    "aws_cloudfront_distribution": (_text("logging_config.bucket", ACCESS_LOG),),
    "aws_cloudtrail": (
        _THERE,
        _flag("is_multi_region_trail", AUDIT_LOG),
        _flag("enable_log_file_validation", AUDIT_LOG),
        _text("kms_key_id", ENCRYPTION_AT_REST),
    ),
    "aws_cloudtrail_event_data_store": (_days("retention_period", LOG_RETENTION),),
    "aws_cloudwatch_log_group": (
        _days("retention_in_days", LOG_RETENTION),
        _text("kms_key_id", ENCRYPTION_AT_REST),
    ),
    "aws_config_configuration_recorder": (_THERE,),
    "aws_db_instance": _DATABASE,
    "aws_dlm_lifecycle_policy": (
        Attribute("policy_details.schedule.retain_rule.count", BACKUP_RETENTION, "copies"),
        _text("policy_details.schedule.retain_rule.interval", BACKUP_RETENTION),
    ),
    "aws_docdb_cluster": _DATABASE,
    "aws_dynamodb_table": (
        _flag("point_in_time_recovery.enabled", POINT_IN_TIME_RECOVERY),
        _flag("server_side_encryption.enabled", ENCRYPTION_AT_REST),
        _flag("deletion_protection_enabled", DELETION_PROTECTION),
        _flag("ttl.enabled", DATA_RETENTION),
    ),
    "aws_ebs_encryption_by_default": (_flag("enabled", ENCRYPTION_AT_REST),),
    "aws_ebs_volume": (_flag("encrypted", ENCRYPTION_AT_REST),),
    "aws_efs_backup_policy": (_text("backup_policy.status", BACKUP_RETENTION, "enabled"),),
    "aws_efs_file_system": (_flag("encrypted", ENCRYPTION_AT_REST),),
    "aws_eks_cluster": (
        _text("enabled_cluster_log_types", AUDIT_LOG),
        _text("encryption_config.resources", ENCRYPTION_AT_REST),
        _flag("deletion_protection", DELETION_PROTECTION),
    ),
    "aws_elasticache_cluster": (_days("snapshot_retention_limit", BACKUP_RETENTION),),
    "aws_elasticache_replication_group": (
        _days("snapshot_retention_limit", BACKUP_RETENTION),
        _flag("at_rest_encryption_enabled", ENCRYPTION_AT_REST),
    ),
    "aws_elasticsearch_domain": _SEARCH,
    "aws_elb": (_flag("access_logs.enabled", ACCESS_LOG),),
    "aws_flow_log": (_THERE,),
    "aws_fsx_lustre_file_system": (_days("automatic_backup_retention_days", BACKUP_RETENTION),),
    "aws_fsx_ontap_file_system": (_days("automatic_backup_retention_days", BACKUP_RETENTION),),
    "aws_fsx_windows_file_system": (_days("automatic_backup_retention_days", BACKUP_RETENTION),),
    "aws_instance": (
        _flag("disable_api_termination", DELETION_PROTECTION),
        _flag("root_block_device.encrypted", ENCRYPTION_AT_REST),
        _flag("ebs_block_device.encrypted", ENCRYPTION_AT_REST),
    ),
    "aws_kinesis_stream": (
        _days("retention_period", DATA_RETENTION, "hours"),
        _text("encryption_type", ENCRYPTION_AT_REST, "kms"),
    ),
    "aws_kms_key": (_flag("enable_key_rotation", KEY_ROTATION),),
    "aws_lb": _BALANCER,
    "aws_memorydb_cluster": (_days("snapshot_retention_limit", BACKUP_RETENTION),),
    "aws_mq_broker": (_flag("logs.audit", AUDIT_LOG),),
    "aws_neptune_cluster": _DATABASE,
    "aws_opensearch_domain": _SEARCH,
    "aws_rds_cluster": _DATABASE,
    "aws_redshift_cluster": (
        _days("automated_snapshot_retention_period", BACKUP_RETENTION),
        _flag("encrypted", ENCRYPTION_AT_REST),
        _flag("logging.enable", AUDIT_LOG),
    ),
    "aws_redshift_logging": (_THERE,),
    "aws_route53_query_log": (_THERE,),
    "aws_s3_bucket": (
        *(Attribute(f"lifecycle_rule.{one.path}", one.control, one.unit) for one in _LIFECYCLE),
        _flag("versioning.enabled", VERSIONING),
        _flag("versioning.mfa_delete", DELETION_PROTECTION),
        _text("logging.target_bucket", ACCESS_LOG),
        _text(
            "server_side_encryption_configuration.rule.apply_server_side_encryption_by_default.sse_algorithm",
            ENCRYPTION_AT_REST,
        ),
    ),
    "aws_s3_bucket_lifecycle_configuration": tuple(
        Attribute(f"rule.{one.path}", one.control, one.unit) for one in _LIFECYCLE
    ),
    "aws_s3_bucket_logging": (_text("target_bucket", ACCESS_LOG),),
    "aws_s3_bucket_object_lock_configuration": (
        _days("rule.default_retention.days", DATA_RETENTION),
        _days("rule.default_retention.years", DATA_RETENTION, "years"),
    ),
    "aws_s3_bucket_server_side_encryption_configuration": (
        _text("rule.apply_server_side_encryption_by_default.sse_algorithm", ENCRYPTION_AT_REST),
    ),
    "aws_s3_bucket_versioning": (
        _text("versioning_configuration.status", VERSIONING, "enabled"),
        _text("versioning_configuration.mfa_delete", DELETION_PROTECTION, "enabled"),
    ),
    "aws_secretsmanager_secret": (_RECOVERY,),
    "aws_sns_topic": (_text("kms_master_key_id", ENCRYPTION_AT_REST),),
    "aws_sqs_queue": (
        _days("message_retention_seconds", DATA_RETENTION, "seconds"),
        _text("kms_master_key_id", ENCRYPTION_AT_REST),
        _flag("sqs_managed_sse_enabled", ENCRYPTION_AT_REST),
    ),
    "aws_wafv2_web_acl_logging_configuration": (_THERE,),
    "azuredevops_branch_policy_min_reviewers": (Attribute("settings.reviewer_count", APPROVAL_GATE, "approvals"),),
    "azurerm_application_insights": (_days("retention_in_days", LOG_RETENTION),),
    "azurerm_backup_policy_file_share": _AZURE_BACKUP,
    "azurerm_backup_policy_vm": _AZURE_BACKUP,
    "azurerm_container_registry": (_days("retention_policy_in_days", ARTIFACT_RETENTION),),
    "azurerm_cosmosdb_account": (_days("backup.retention_in_hours", BACKUP_RETENTION, "hours"),),
    "azurerm_eventhub": (_days("message_retention", DATA_RETENTION),),
    "azurerm_key_vault": (
        _days("soft_delete_retention_days", DELETION_PROTECTION),
        _flag("purge_protection_enabled", DELETION_PROTECTION),
    ),
    "azurerm_log_analytics_workspace": (_days("retention_in_days", LOG_RETENTION),),
    "azurerm_management_lock": (_text("lock_level", DELETION_PROTECTION),),
    "azurerm_monitor_diagnostic_setting": (_THERE,),
    "azurerm_mssql_database": _AZURE_DATABASE,
    "azurerm_mssql_database_extended_auditing_policy": _AZURE_AUDIT,
    "azurerm_mssql_server_extended_auditing_policy": _AZURE_AUDIT,
    "azurerm_mysql_flexible_server": _AZURE_DATABASE,
    "azurerm_network_watcher_flow_log": (_THERE, _days("retention_policy.days", LOG_RETENTION)),
    "azurerm_postgresql_flexible_server": _AZURE_DATABASE,
    "azurerm_postgresql_server": _AZURE_DATABASE,
    "azurerm_storage_account": _AZURE_DATA,
    "azurerm_storage_management_policy": (
        _days("rule.actions.base_blob.delete_after_days_since_modification_greater_than", DATA_RETENTION),
        _days("rule.actions.snapshot.delete_after_days_since_creation_greater_than", BACKUP_RETENTION),
    ),
    "github_branch_protection": _REVIEWS,
    "github_branch_protection_v3": _REVIEWS,
    "github_organization_ruleset": _RULESET,
    "github_repository_environment": (
        _text("reviewers.users", APPROVAL_GATE),
        _text("reviewers.teams", APPROVAL_GATE),
    ),
    "github_repository_ruleset": _RULESET,
    "gitlab_branch_protection": (
        _text("push_access_level", BRANCH_PROTECTION),
        _text("merge_access_level", BRANCH_PROTECTION),
        _flag("code_owner_approval_required", APPROVAL_GATE),
    ),
    "gitlab_project_approval_rule": (Attribute("approvals_required", APPROVAL_GATE, "approvals"),),
    "gitlab_project": (
        _text("push_rules.commit_message_regex", CHANGE_RECORD),
        Attribute("approvals_before_merge", APPROVAL_GATE, "approvals"),
    ),
    "google_alloydb_cluster": (
        Attribute("automated_backup_policy.quantity_based_retention.count", BACKUP_RETENTION, "copies"),
        _days("automated_backup_policy.time_based_retention.retention_period", BACKUP_RETENTION, ""),
        _days("continuous_backup_config.recovery_window_days", BACKUP_RETENTION),
    ),
    "google_bigquery_dataset": (
        _days("default_table_expiration_ms", DATA_RETENTION, "milliseconds"),
        _text("default_encryption_configuration.kms_key_name", ENCRYPTION_AT_REST),
    ),
    "google_bigquery_table": (_flag("deletion_protection", DELETION_PROTECTION),),
    "google_compute_resource_policy": (
        _days("snapshot_schedule_policy.retention_policy.max_retention_days", BACKUP_RETENTION),
    ),
    "google_compute_subnetwork": (_text("log_config.aggregation_interval", ACCESS_LOG),),
    "google_container_cluster": (
        _flag("deletion_protection", DELETION_PROTECTION),
        _text("database_encryption.state", ENCRYPTION_AT_REST, "encrypted"),
    ),
    "google_gke_backup_backup_plan": (_days("retention_policy.backup_retain_days", BACKUP_RETENTION),),
    "google_logging_project_bucket_config": (_days("retention_days", LOG_RETENTION),),
    "google_organization_iam_audit_config": (_text("audit_log_config.log_type", AUDIT_LOG),),
    "google_project_iam_audit_config": (_text("audit_log_config.log_type", AUDIT_LOG),),
    "google_pubsub_subscription": (_days("message_retention_duration", DATA_RETENTION, ""),),
    "google_pubsub_topic": (_days("message_retention_duration", DATA_RETENTION, ""),),
    "google_spanner_database": (_days("version_retention_period", BACKUP_RETENTION, ""),),
    "google_sql_database_instance": (
        Attribute(f"{_SQL}.backup_retention_settings.retained_backups", BACKUP_RETENTION, "copies"),
        _days(f"{_SQL}.transaction_log_retention_days", BACKUP_RETENTION),
        _flag(f"{_SQL}.point_in_time_recovery_enabled", POINT_IN_TIME_RECOVERY),
        _flag("deletion_protection", DELETION_PROTECTION),
    ),
    "google_storage_bucket": (
        _days("retention_policy.retention_period", DATA_RETENTION, "seconds"),
        _flag("retention_policy.is_locked", DATA_RETENTION),
        _days("lifecycle_rule.condition.age", DATA_RETENTION),
        _days("soft_delete_policy.retention_duration_seconds", DELETION_PROTECTION, "seconds"),
        _flag("versioning.enabled", VERSIONING),
        _text("logging.log_bucket", ACCESS_LOG),
        _text("encryption.default_kms_key_name", ENCRYPTION_AT_REST),
    ),
    "hcloud_server": (_flag("delete_protection", DELETION_PROTECTION), _flag("backups", BACKUP_RETENTION)),
    "mongodbatlas_cluster": (_flag("pit_enabled", POINT_IN_TIME_RECOVERY),),
    "tfe_workspace": (Attribute("auto_apply", APPROVAL_GATE, "", Form.OFF),),
}
"""Resource type -> its controls."""

FLAGS: Mapping[str, str] = {
    **dict.fromkeys(("deletion_protection", "enable_deletion_protection"), DELETION_PROTECTION),
    **dict.fromkeys(("storage_encrypted", "at_rest_encryption_enabled"), ENCRYPTION_AT_REST),
    "enable_key_rotation": KEY_ROTATION,
    "point_in_time_recovery_enabled": POINT_IN_TIME_RECOVERY,
    "enable_flow_log": AUDIT_LOG,
    "enable_log_file_validation": AUDIT_LOG,
}
"""Inputs of modules that mean the same everywhere."""

AMOUNTS: Mapping[str, Attribute] = {_RECOVERY.path: _RECOVERY}
"""Inputs of modules that are amounts and mean the same everywhere."""

KEPT_FOREVER: Mapping[str, str] = {"aws_cloudwatch_log_group": "retention_in_days"}
"""Resource type -> the attribute without which (or with 0) nothing is ever deleted."""

LITERALS = (
    *("retention", "retain", "keep", "encrypt", "kms_", "deletion_protection", "prevent_destroy", "point_in_time"),
    *(
        "lifecycle",
        "versioning",
        "access_log",
        "log_types",
        "cloudtrail",
        "flow_log",
        "recovery_window",
        "delete_after",
    ),
    *("review", "approv", "protect", "audit", "logging", "disable_api_termination", "aws_cloudwatch_log_group"),
    *("diagnostic_setting", "management_lock", "auto_apply", "logs_exports", "snapshot", "sse_", "required_"),
    *(
        "configuration_recorder",
        "query_log",
        "soft_delete",
        "key_rotation",
        "push_rules",
        "log_config",
        "table_expiration",
        "recovery",
    ),
)
